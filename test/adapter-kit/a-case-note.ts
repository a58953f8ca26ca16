import { createHash } from 'node:crypto';
import type { CaseNote, CasePicture } from '../../src/adapter-kit/adapter.js';

let made = 0;

/** What a resident wrote after the report, complete; each call has a public id of its own. */
export function aCaseNote(overrides: Partial<CaseNote> = {}): CaseNote {
  made += 1;
  return {
    id: `upd-${String(made).padStart(8, '0')}`,
    text: 'The hole has grown',
    author: { email: 'grace@example.org', phone: '+44 20 7946 0002', firstName: 'Grace', lastName: 'Hopper' },
    writtenAt: new Date(),
    mediaUrls: [],
    ...overrides,
  };
}

/** A picture of bytes that are no text; each call has others. */
export function aCasePicture(overrides: Partial<CasePicture> = {}): CasePicture {
  made += 1;
  const bytes = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0x00, 0x10, 0x0d, 0x0a, 0x80, made % 256]);
  const id = createHash('sha256').update(`picture ${made}`).digest('hex').slice(0, 32);
  const fileName = `${id}.jpg`;
  return { id, fileName, contentType: 'image/jpeg', url: `https://bridge.example/media/${fileName}`, bytes, ...overrides };
}
