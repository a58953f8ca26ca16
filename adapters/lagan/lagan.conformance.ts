import { type AdapterUnderTest, underTest } from '../../src/adapter-kit/conformance/adapter-under-test.js';
import { lagan } from './lagan.adapter.js';
import { type LaganEmulatorOptions, startLaganEmulator } from './lagan.emulator.js';

const WRONG = 'not-the-password';
const LOOKS_FIRST = 'after a 503 a write is looked for: a proxy may have given up on a server that did the work';
const cases = {
  pothole: { eventCode: 4000041, queue: 'Highways Inbound', form: { name: 'pothole_details', fields: { depth: 'hole_depth' } } },
};
const reporter = { match: ['email'], unknownSurname: 'Resident' };
const updates = { close: { fixed: { title: 'Repaired' } }, reopen: ['open'] };

const at = (site: string, emulated: LaganEmulatorOptions, settings: Readonly<Record<string, unknown>>): AdapterUnderTest =>
  underTest({
    site,
    manifest: { ...lagan, startEmulator: (options) => startLaganEmulator({ ...options, ...emulated }) },
    settings: { cases, reporter, updates, services: { eventTypes: [1, 2], groups: { '1': 'Streets' } }, ...settings },
    badCredentials: { password: WRONG },
    secrets: ['secret', WRONG],
    operations: { create: 'createCase', note: 'createNotes', media: 'createNotes', update: 'closeCases' },
    faultWords: 'The case could not be saved',
    titleOf: (fields) => fields['Title'],
    exempt: {
      'CREATE-FAIL-08': LOOKS_FIRST,
      'NOTE-FAIL-08': LOOKS_FIRST,
      'MEDIA-FAIL-08': LOOKS_FIRST,
      'UPDATE-FAIL-08': LOOKS_FIRST,
    },
    volatile: [/<wsse:Nonce[^>]*>[^<]*/, /<wsse:Password[^>]*>[^<]*/],
    at: (url) => ({ endpoint: url }),
  });

export const conformance: readonly AdapterUnderTest[] = [
  at('user name token', { auth: 'usernameToken' }, {}),
  at('token from FLAuth', { auth: 'token' }, { soapAuth: 'token' }),
  at('HTTP Basic', { auth: 'basic' }, { soapAuth: 'none', httpAuth: 'basic' }),
  {
    ...at(
      'the older contract, all services one kind of case',
      {},
      { cases: {}, defaultCase: { eventCode: 4000041 }, contract: 'older' },
    ),
    absent: { fetchChanges: 'the older contract has no changed-since search' },
  },
];
