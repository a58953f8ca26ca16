import type { Format } from '../http/requested-format.js';
import { cleanText, type Document, itemName, type Value } from './document.js';

/** Compared as whole strings by clients (ENC-2). */
export const CONTENT_TYPES: Readonly<Record<Format, string>> = {
  xml: 'text/xml; charset=utf-8',
  json: 'application/json; charset=utf-8',
};

export function render(document: Document, format: Format): string {
  return format === 'json'
    ? JSON.stringify(cleaned(document.body))
    : `<?xml version="1.0" encoding="utf-8"?>\n${element(document.root, document.body)}\n`;
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
  if (Array.isArray(value)) return value.map((item) => element(itemName(name), item)).join('');
  if (typeof value === 'object')
    return Object.entries(value)
      .map(([key, each]) => element(key, each))
      .join('');
  return typeof value === 'string' ? escape(cleanText(value)) : String(value);
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
