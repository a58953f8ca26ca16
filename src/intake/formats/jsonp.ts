import { badRequest } from '../georeport-error.js';

export const JSONP_TYPE = 'application/javascript; charset=utf-8';
const NAME = /^[A-Za-z_$.][\w$.]{0,63}$/;

/** The function a script wants its data in (HTTP-3). @throws GeoReportError 400 for a name that might be more than a name. */
export function checkedCallback(name: string): string {
  if (NAME.test(name)) return name;
  throw badRequest('callback must be the name of a function: at most 64 letters, digits, _ $ and dots, and no digit first');
}

/**
 * A call with the JSON in it. The two line separators end a line in older scripts though not in JSON; the comment keeps an answer from
 * being taken for another kind of file by its first bytes, which the caller chose.
 */
export function jsonp(callback: string, json: string): string {
  return `/**/${callback}(${json.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')});`;
}
