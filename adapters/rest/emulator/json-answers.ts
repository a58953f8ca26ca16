import type { EmulatedAnswer } from '../../../src/adapter-kit/emulator/http-emulator.js';

export function json(status: number, body: unknown, headers: Record<string, string> = {}): EmulatedAnswer {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8', ...headers }, body: JSON.stringify(body) };
}

export function error(status: number, code: string, message: string, headers: Record<string, string> = {}): EmulatedAnswer {
  return json(status, { error: { code, message } }, headers);
}

/** Undefined when it is no JSON object. */
export function parse(body: Buffer): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
