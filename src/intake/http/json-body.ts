import { badRequest } from '../georeport-error.js';
import { type Pairs, utf8 } from '../parameters.js';

/** POST-3: an object of texts, lists of texts, and `attribute` as an object. */
export function jsonPairs(body: Buffer): Pairs {
  const parsed = parseJson(utf8(body));
  if (!parsed || typeof parsed !== 'object' || Array.isArray(parsed)) throw badRequest('a JSON body must be one object');
  return Object.entries(parsed).flatMap(([name, value]) => {
    const isAttributes =
      (name === 'attribute' || name === 'attributes') && value && typeof value === 'object' && !Array.isArray(value);
    return isAttributes
      ? Object.entries(value).flatMap(([code, each]) => pairsOf(`attribute[${code}]`, each))
      : pairsOf(name, value);
  });
}

/** @throws GeoReportError 400 for an object where a text belongs. */
function pairsOf(name: string, value: unknown): Pairs {
  if (value === null || value === undefined) return [];
  return (Array.isArray(value) ? value : [value]).map((each) => {
    if (typeof each === 'object' && each !== null) throw badRequest(`${name} must be a text, a number, or a list of them`);
    return [name, typeof each === 'number' ? withoutExponent(each) : String(each ?? '')];
  });
}

/** JavaScript writes 1e-7 where a form would hold 0.0000001. */
function withoutExponent(value: number): string {
  return Math.abs(value) < 1e-6 ? value.toFixed(12) : String(value);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw badRequest('the body is not valid JSON');
  }
}
