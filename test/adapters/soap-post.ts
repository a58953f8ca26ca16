import { EmulatorControl } from '../adapter-kit/emulator-control.js';
import type { Emulator } from '../../src/adapter-kit/emulator/emulator.js';

export interface Posted {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

export const SOAP_11 = 'http://schemas.xmlsoap.org/soap/envelope/';
export const SOAP_12 = 'http://www.w3.org/2003/05/soap-envelope';

/** An envelope as somebody's template would have it: by hand. */
export function envelopeText(body: string, header = '', namespace = SOAP_11): string {
  return `<?xml version="1.0" encoding="UTF-8"?><soap:Envelope xmlns:soap="${namespace}"><soap:Header>${header}</soap:Header><soap:Body>${body}</soap:Body></soap:Envelope>`;
}

export async function post(url: string, body: string | Buffer, headers: Readonly<Record<string, string>>): Promise<Posted> {
  const bytes = typeof body === 'string' ? body : new Uint8Array(body);
  const answer = await fetch(url, { method: 'POST', headers, body: bytes, signal: AbortSignal.timeout(10_000) });
  const decoder = new TextDecoder(/charset=([\w-]+)/.exec(answer.headers.get('content-type') ?? '')?.[1] ?? 'utf-8');
  return { status: answer.status, text: decoder.decode(await answer.arrayBuffer()), headers: answer.headers };
}

export function controlOf({ controlUrl }: Emulator) {
  return new EmulatorControl(controlUrl);
}

export function casesOf(emulator: Emulator) {
  return controlOf(emulator).cases();
}

/** Where another of its services is. */
export function addressOf({ settings }: Emulator, name: string): string {
  return (settings['tables'] as { addresses: Record<string, string> }).addresses[name]!;
}
