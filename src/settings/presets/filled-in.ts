import { isMapping, type Plain } from '../plain.js';

const PLACE = /<<(\w+)>>/g;

/** The same structure with the values in the places of their names, in keys too. A name without a value stays as it is. */
export function filledIn(template: unknown, values: Plain): unknown {
  if (typeof template === 'string') return inText(template, values);
  if (Array.isArray(template)) return template.map((item) => filledIn(item, values));
  if (!isMapping(template)) return template;
  return Object.fromEntries(Object.entries(template).map(([key, item]) => [inText(key, values), filledIn(item, values)]));
}

function inText(text: string, values: Plain): string {
  return text.replaceAll(PLACE, (place, name: string) => {
    const value = values[name];
    return value === undefined ? place : String(value as string);
  });
}
