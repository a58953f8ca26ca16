import { createHash } from 'node:crypto';
import type { CaseNote, CasePicture } from '../../src/adapter-kit/adapter.js';
import { sampleNote, samplePicture } from '../../src/adapter-kit/conformance/samples.js';

let made = 0;

/** What a resident wrote after the report, complete; each call has a public id of its own. */
export function aCaseNote(overrides: Partial<CaseNote> = {}): CaseNote {
  made += 1;
  return sampleNote({ id: `upd-${String(made).padStart(8, '0')}`, writtenAt: new Date(), ...overrides });
}

/** A picture of bytes that are no text; each call has others. */
export function aCasePicture(overrides: Partial<CasePicture> = {}): CasePicture {
  made += 1;
  return samplePicture({ id: createHash('sha256').update(`picture ${made}`).digest('hex').slice(0, 32), ...overrides });
}
