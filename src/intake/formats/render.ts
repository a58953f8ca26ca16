import type { Format } from '../http/requested-format.js';
import { cleanText, type Document, itemName, type Value } from './document.js';

/** Compared as whole strings by clients (ENC-2). */
export const CONTENT_TYPES: Readonly<Record<Format, string>> = {
  xml: 'text/xml; charset=utf-8',
  json: 'application/json; charset=utf-8',
};

const XML_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n';
/** Few enough that nobody waits long for them, and enough that the pieces cost nothing. */
const ITEMS_A_PIECE = 50;

export function render(document: Document, format: Format): string {
  return format === 'json' ? renderJson(document.body) : `${XML_DECLARATION}${element(document.root, document.body)}\n`;
}

/** What `render` gives of a long list, piece by piece, so that it never stands in memory whole, and other clients get their turn between. */
export function* renderInPieces({ root, items }: { root: string; items: readonly Value[] }, format: Format): Generator<string> {
  const isJson = format === 'json';
  yield isJson ? '[' : `${XML_DECLARATION}<${root}>`;
  for (let at = 0; at < items.length; at += ITEMS_A_PIECE) {
    const piece = items.slice(at, at + ITEMS_A_PIECE);
    if (isJson) yield (at > 0 ? ',' : '') + renderJson(piece).slice(1, -1);
    else yield content(root, piece);
  }
  yield isJson ? ']' : `</${root}>\n`;
}

/** What JSON escapes other than by a sign of its own, and what it doesn't: only a text that holds some of it has to be cleaned. */
const UNCLEAN_JSON = /\\[urbf]|[\ufffe\uffff]/;

/** Most documents are clean, and the engine's own way is several times as fast as a walk through them. */
function renderJson(body: Value): string {
  const json = JSON.stringify(body);
  return UNCLEAN_JSON.test(json) ? JSON.stringify(cleaned(body)) : json;
}

function cleaned(value: Value): Value {
  if (typeof value === 'string') return cleanText(value);
  if (Array.isArray(value)) return value.map(cleaned);
  if (value && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, cleaned(each)]));
  return value;
}

function element(name: string, value: Value): string {
  return `<${name}>${content(name, value)}</${name}>`;
}

function content(name: string, value: Value): string {
  if (value === null) return '';
  if (typeof value === 'string') return textContent(value);
  if (typeof value !== 'object') return String(value);
  return Array.isArray(value) ? items(itemName(name), value) : members(value);
}

function items(name: string, values: readonly Value[]): string {
  let text = '';
  for (const value of values) text += element(name, value);
  return text;
}

function members(value: { readonly [key: string]: Value }): string {
  let text = '';
  for (const key of Object.keys(value)) text += element(key, value[key]!);
  return text;
}

/** Anything but plain letters, digits and signs that stand for themselves. */
const NOT_PLAIN = /[^\t\n !-%'-;=?-~\u00a0-\ud7ff]/;

function textContent(text: string): string {
  return NOT_PLAIN.test(text) ? escape(cleanText(text)) : text;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
