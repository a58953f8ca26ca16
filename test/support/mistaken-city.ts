import type { ConfigFolder } from './configuration.js';

/** `line keyPath: reason (did you mean)` of every mistake. */
export async function told(folder: ConfigFolder, ...args: Parameters<ConfigFolder['mistakes']>): Promise<string[]> {
  const mistakes = await folder.mistakes(...args);
  return mistakes.map(
    ({ line, keyPath, reason, suggestion }) => `${line ?? '-'} ${keyPath}: ${reason}${suggestion ? ` -> ${suggestion}` : ''}`,
  );
}

/** Changes of `RIGHT_CITY`, each of a text and what stands there instead. */
export const inService = (lines: string): [string, string] => ['    name: Tree', `    name: Tree\n${lines}`];
export const inAttribute = (extra: string) =>
  inService(`    attributes:\n      - { code: A, datatype: string, required: false, description: What, ${extra} }`);
export const inConnection = (lines: string): [string, string] => ['    type: paper', `    type: paper\n${lines}`];
export const inSettings = (text: string): [string, string] => [
  '{ endpoint: http://office/ }',
  `{ endpoint: http://office/, ${text} }`,
];
export const area = (text: string): [string, string] => ['name: Oakville', `name: Oakville\narea: ${text}`];
export const rule = (text: string) => inConnection(`    statusRules: [${text}]`);
