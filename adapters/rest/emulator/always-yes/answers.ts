import type { EmulatedAnswer } from '../../../../src/adapter-kit/emulator/http-emulator.js';
import { json } from '../json-answers.js';

export function yes(data: unknown = {}): EmulatedAnswer {
  return json(200, { result: 'ok', data });
}

/** With 200, as everything. */
export function no(code: number, text: string, headers: Record<string, string> = {}): EmulatedAnswer {
  return json(200, { result: 'error', code, text }, headers);
}

export function noTicket(ref: string): EmulatedAnswer {
  return no(9, `there is no ticket ${ref}`);
}
