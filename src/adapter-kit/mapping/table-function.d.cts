declare function table(this: { readonly environment: { lookup(name: string): unknown } }, name: unknown, key: unknown): unknown;
export = table;
