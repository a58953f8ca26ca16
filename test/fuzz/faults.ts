import { jsonShape } from '../georeport/documents.js';
import { type Case, PERSONAL } from './cases.js';
import type { Answer } from './exchange.js';

/** ERR-5, and what a HEAD, an OPTIONS or a validator may get. */
const STATUSES = new Set([200, 204, 304, 400, 403, 404, 405, 413, 415, 429]);
const XML = 'text/xml; charset=utf-8';
const JSON_TYPE = 'application/json; charset=utf-8';
const SCRIPT = 'application/javascript; charset=utf-8';

/** What the answer says, in its JSON shape. @throws for a body that is not what its type says. */
export function documentOf({ type, body }: Answer): unknown {
  if (type === XML) return jsonShape(body);
  if (type === JSON_TYPE) return JSON.parse(body) as unknown;
  if (type === SCRIPT) return JSON.parse(body.slice(body.indexOf('(') + 1, body.lastIndexOf(')'))) as unknown;
  throw new Error(`an answer of the type ${type}`);
}

/** Everything that is wrong with an answer; none is what we want. */
export function faultsOf(sent: Case, answer: Answer | undefined): string[] {
  if (!answer) return sent.how.kind === 'whole' && sent.method !== 'BREW' ? ['closed without an answer'] : [];
  if (!STATUSES.has(answer.status)) return [`status ${answer.status}: ${answer.body.slice(0, 300)}`];
  if (sent.method === 'HEAD' && isUnreadable(sent)) return bodyFaults(answer);
  if (sent.method === 'HEAD' || [204, 304].includes(answer.status))
    return answer.body === '' ? [] : ['a body where none belongs'];
  if (sent.method === 'GET' && answer.body.includes(PERSONAL)) return ['a personal value came out of a GET'];
  return [...bodyFaults(answer), ...formatFaults(sent, answer)];
}

function bodyFaults(answer: Answer): string[] {
  try {
    const document = documentOf(answer);
    return answer.status === 200 ? [] : errorFaults(document, answer.status);
  } catch (error) {
    return [`${(error as Error).message}: ${answer.body.slice(0, 300)}`];
  }
}

/** Section 6. */
function errorFaults(document: unknown, status: number): string[] {
  const right =
    Array.isArray(document) &&
    document.length > 0 &&
    document.every(({ code, description }) => code === status && typeof description === 'string' && description !== '');
  return right ? [] : [`not an error body for ${status}: ${JSON.stringify(document).slice(0, 300)}`];
}

/** The suffix picks the output (GEN-1). */
function formatFaults(sent: Case, { type, status }: Answer): string[] {
  if (sent.how.kind !== 'whole' || isUnreadable(sent) || (type === SCRIPT && status === 200)) return [];
  const suffix = /\.(xml|json)$/i.exec(sent.target.split('?')[0]!)?.[1]?.toLowerCase();
  const expected = suffix === 'xml' ? XML : suffix === 'json' ? JSON_TYPE : type;
  return type === expected ? [] : [`${suffix} was asked for, ${type} came`];
}

/** Node's parser refuses it, and then nobody knows which format was asked for. */
function isUnreadable({ method, target }: Case): boolean {
  return method === 'BREW' || /[^\u0021-\u007e]/.test(target);
}
