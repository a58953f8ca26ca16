import type { Emulator, EmulatorOptions } from '../../src/adapter-kit/emulator/emulator.js';
import { startConfirmLike } from './emulator/confirm-like/confirm-like.emulator.js';
import { startDocumentInString } from './emulator/document-in-string/document-in-string.emulator.js';
import { startEchoLike } from './emulator/echo-like/echo-like.emulator.js';
import { startOnlineForms } from './emulator/online-forms/online-forms.emulator.js';
import { startSessionLike } from './emulator/session-like/session-like.emulator.js';
import { startSymologyLike } from './emulator/symology-like/symology-like.emulator.js';

/** The kinds of SOAP CRM there is a stand-in for. */
export const FLAVOURS: Readonly<Record<string, (options: EmulatorOptions) => Promise<Emulator>>> = {
  'confirm-like': startConfirmLike,
  'symology-like': startSymologyLike,
  'echo-like': startEchoLike,
  'session-like': startSessionLike,
  'document-in-string': startDocumentInString,
  'online-forms': startOnlineForms,
};
const USUAL = 'confirm-like';

/** One of the flavours, by `options.flavour`; the one without a flavour is confirm-like. @throws Error for one that there isn't. */
export async function startSoapEmulator(options: EmulatorOptions): Promise<Emulator> {
  const start = FLAVOURS[options.flavour ?? USUAL];
  if (!start) throw new Error(`no emulator of the flavour ${options.flavour}; there are: ${Object.keys(FLAVOURS).join(', ')}`);
  return start(options);
}
