import { isDeepStrictEqual } from 'node:util';
import { isMap, isPair, isScalar, type Node, type Pair, parseDocument, stringify } from 'yaml';

const INDENT = 2;

/** A connection as YAML, with what has to be done first as comments. */
export function connectionYaml(name: string, data: object, comments: readonly string[], indent = INDENT): string {
  const lines = [
    ...comments.map((line) => `# ${line}`),
    ...stringify({ [name]: data }, { lineWidth: 0 })
      .trimEnd()
      .split('\n'),
  ];
  return lines.map((line) => (line === '' ? '' : ' '.repeat(indent) + line)).join('\n');
}

/**
 * The text of a city's file with one more connection; all else stays as it was written.
 * @throws Error where it has one of that name, or can't take it.
 */
export function withConnection(text: string, name: string, data: object, comments: readonly string[]): string {
  const document = parseDocument(text);
  if (document.errors.length > 0) throw new Error(`the file is not YAML: ${document.errors[0]!.message.split('\n')[0]}`);
  if (document.hasIn(['connections', name])) throw new Error(`there is a connection ${name} already: choose another with --name`);
  const changed = inserted(text, document.contents, name, data, comments);
  const found =
    changed === undefined ? undefined : (parseDocument(changed).getIn(['connections', name], false) as Node | undefined);
  if (changed === undefined || !isDeepStrictEqual(found?.toJSON(), JSON.parse(JSON.stringify(data))))
    throw new Error('the file can not be changed by itself: take --print, and put it under connections');
  return changed;
}

function inserted(text: string, root: unknown, name: string, data: object, comments: readonly string[]): string | undefined {
  const pair = isMap(root)
    ? (root.items.find((each) => isPair(each) && keyOf(each) === 'connections') as Pair | undefined)
    : undefined;
  if (!pair) return `${text.trimEnd()}\n\nconnections:\n${connectionYaml(name, data, comments)}\n`;
  if (!isMap(pair.value) || pair.value.flow) return undefined;
  const first = pair.value.items[0]?.key as Node | undefined;
  const begin = first?.range?.[0] ?? 0;
  const indent = begin - (text.lastIndexOf('\n', begin - 1) + 1);
  const lineEnd = text.indexOf('\n', (pair.key as Node).range![0]);
  return `${text.slice(0, lineEnd + 1)}${connectionYaml(name, data, comments, indent)}\n\n${text.slice(lineEnd + 1)}`;
}

function keyOf(pair: Pair): string {
  return String(isScalar(pair.key) ? pair.key.value : pair.key);
}
