import type { AdapterLogger } from '../../src/adapter-kit/adapter.js';
import type { MappingExpression } from '../../src/adapter-kit/jsonata.js';
import { TextTemplate } from '../../src/adapter-kit/liquid.js';
import type { CaseRef } from '../../src/domain/delivery.js';
import type { RestAnswer } from './rest.answer-rules.js';

const SEGMENT_OF_DOTS = /(^|\/)\.{1,2}(?=\/|$)/;

/** Path and query of a call; every printed value is encoded for its place. */
export class Address {
  private readonly path: TextTemplate;
  private readonly query: readonly (readonly [string, TextTemplate])[];

  constructor({ path, query }: { readonly path: string; readonly query: Readonly<Record<string, string>> }) {
    this.path = new TextTemplate(path, { escape: encodePart });
    this.query = Object.entries(query).map(([key, template]) => [key, new TextTemplate(template)]);
  }

  get isFixed(): boolean {
    return !/\{[{%]/.test(this.path.source);
  }

  /** Undefined when the path would lead elsewhere: no encoding keeps `.` and `..` from being a way up. */
  for(values: Readonly<Record<string, unknown>>): { path: string; query: Record<string, string> } | undefined {
    const path = this.path.render(values);
    if (SEGMENT_OF_DOTS.test(path) || path.includes('//')) return undefined;
    return { path, query: Object.fromEntries(this.query.map(([key, template]) => [key, template.render(values)])) };
  }
}

/** JSONata gives a list of one as its item. */
export async function listOf(expression: MappingExpression, answer: RestAnswer): Promise<unknown[] | undefined> {
  const found = await expression.evaluate(answer);
  if (found === undefined || found === null) return undefined;
  return Array.isArray(found) ? found : [found];
}

/** References and status words: text, or a number, as text; undefined when there is none. */
export function toText(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

export function toDate(value: unknown, caseRef: CaseRef, logger: AdapterLogger): Date | undefined {
  if (value === undefined || value === null) return undefined;
  const date = new Date(typeof value === 'string' ? withZone(value) : Number(value));
  if (!Number.isNaN(date.getTime())) return date;
  logger.warn({ caseRef, date: value }, 'a date can not be read');
  return undefined;
}

/** A date and time without a zone is taken for UTC, never for the zone of this machine. */
function withZone(text: string): string {
  const match = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)$/.exec(text.trim());
  return match ? `${match[1]}T${match[2]}Z` : text.trim();
}

function encodePart(value: unknown): string {
  return encodeURIComponent(value === undefined || value === null ? '' : String(value as string));
}
