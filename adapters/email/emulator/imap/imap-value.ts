import type { Pieces } from './command-reader.js';

/** A word, quoted or not; a literal; a list in parentheses. */
export type ImapValue = string | Buffer | readonly ImapValue[];

/** A word with brackets, such as `BODY.PEEK[HEADER.FIELDS (TO)]<0.10>`, is one. */
const TOKEN = /[()]|"(?:[^"\\]|\\.)*"|[^\s()"[]*\[[^\]]*\](?:<[\d.]+>)?|[^\s()"]+/g;

/** @throws Error where parentheses do not match. */
export function valuesIn(pieces: Pieces): ImapValue[] {
  const open: ImapValue[][] = [[]];
  const tokens = pieces.flatMap((piece): (string | Buffer)[] =>
    typeof piece === 'string' ? [...(piece.match(TOKEN) ?? [])] : [piece],
  );
  for (const token of tokens) {
    if (token === '(') open.push([]);
    else if (token === ')') {
      const list = open.pop()!;
      if (open.length === 0) throw new Error('one closing parenthesis too many');
      open.at(-1)!.push(list);
    } else open.at(-1)!.push(typeof token === 'string' ? unquoted(token) : token);
  }
  if (open.length > 1) throw new Error('a parenthesis is not closed');
  return open[0]!;
}

export function textOf(value: ImapValue | undefined): string {
  if (typeof value === 'string') return value;
  return Buffer.isBuffer(value) ? value.toString('utf8') : '';
}

export function listOf(value: ImapValue | undefined): readonly ImapValue[] {
  return Array.isArray(value) ? (value as readonly ImapValue[]) : value === undefined ? [] : [value];
}

export function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
}

function unquoted(token: string): string {
  return token.startsWith('"') ? token.slice(1, -1).replaceAll(/\\(.)/g, '$1') : token;
}
