import { type AdapterUnderTest, underTest } from '../../src/adapter-kit/conformance/adapter-under-test.js';
import { open311 } from './open311.adapter.js';
import { EMULATED } from './open311.emulator.js';

const WRONG = 'wrong-key-4711';
const NO_FILES = 'GeoReport takes addresses of pictures, which the report and its updates carry';
const KNOWN_BY_ID =
  'no GET tells of an update that a client posted; sent again, it is known there by its update_id and counts once';
/** Of these the note is there, and only its answer is lost. */
const LOST = ['01', '02', '03', '04', '05', '06', '13'];

export const conformance: readonly AdapterUnderTest[] = (['json', 'xml'] as const).map((format) =>
  underTest({
    site: `a server that speaks ${format}`,
    manifest: open311,
    settings: { format, read: 'requests', checkKey: true, updates: { post: true } },
    badCredentials: { apiKey: WRONG },
    secrets: [EMULATED.apiKey, WRONG],
    operations: { create: 'createRequest', note: 'postUpdate', update: 'closeOrOpen' },
    faultWords: /service_code is not known/,
    absent: { attachMedia: NO_FILES, findMedia: NO_FILES },
    exempt: {
      'FIND-NOTE-02': KNOWN_BY_ID,
      'FIND-NOTE-03': KNOWN_BY_ID,
      ...Object.fromEntries(LOST.map((number) => [`FIND-NOTE-LOST-${number}`, KNOWN_BY_ID])),
      'FIND-NOTE-FAIL-*': KNOWN_BY_ID,
      'FIND-NOTE-STOP-*': KNOWN_BY_ID,
      'KEY-02': 'the server takes two POSTs under one Idempotency-Key for the same report (POST-20)',
    },
    wrongSettings: [
      { settings: { endpoint: 'other.example' }, names: 'endpoint' },
      { settings: { endpoint: 'https://me:secret@other.example/v2' }, names: 'endpoint' },
      { settings: { apiKey: 'two\r\nlines' }, names: 'apiKey' },
      { settings: { format: 'yaml' }, names: 'format' },
      { settings: { lookUp: { line: 'Reference' } }, names: 'lookUp.line' },
    ],
    at: (url) => ({ endpoint: url }),
  }),
);
