/** What Node tells a resolver, as far as it matters here. */
export interface ResolveContext {
  readonly parentURL?: string;
}

const KIT = 'open311-bridge/adapter-kit';
let bridgePackage: string;

/** Asked for by the bridge itself, the kit is what the package's own `exports` say. */
export function atBridge<C extends ResolveContext>(specifier: string, context: C, bridge: string): C {
  return specifier === KIT || specifier.startsWith(`${KIT}/`) ? { ...context, parentURL: bridge } : context;
}

/** Node 20 runs this module in a thread of its own, and calls `initialize` and `resolve` there. */
export function initialize(bridge: string): void {
  bridgePackage = bridge;
}

export function resolve<R>(
  specifier: string,
  context: ResolveContext,
  next: (specifier: string, context: ResolveContext) => Promise<R>,
): Promise<R> {
  return next(specifier, atBridge(specifier, context, bridgePackage));
}
