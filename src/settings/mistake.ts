/** Where a key stands: names of mappings and positions in lists, from the top of the file. */
export type KeyPath = readonly (string | number)[];

/** One thing an operator has to put right. */
export interface Mistake {
  /** Path of the file, or `environment`. */
  readonly file: string;
  /** From 1; absent where there is none, as for a missing file. */
  readonly line?: number;
  /** Such as `services[0].attributes[2].code`; empty for the file as a whole. */
  readonly keyPath: string;
  readonly reason: string;
  /** The nearest word that would be right. */
  readonly suggestion?: string;
}

/** `file:line key.path: reason (did you mean ...?)`. */
export function describeMistake({ file, line, keyPath, reason, suggestion }: Mistake): string {
  const place = [line === undefined ? file : `${file}:${line}`, keyPath].filter(Boolean).join(' ');
  return `${place}: ${reason}${suggestion === undefined ? '' : ` (did you mean \`${suggestion}\`?)`}`;
}

export function formatKeyPath(path: KeyPath): string {
  return path.reduce<string>((text, key) => (typeof key === 'number' ? `${text}[${key}]` : text ? `${text}.${key}` : key), '');
}
