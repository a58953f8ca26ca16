import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { type AdapterUnderTest, underTest } from '../../src/adapter-kit/conformance/adapter-under-test.js';
import { rest } from './rest.adapter.js';
import { EMULATED_CREDENTIALS } from './rest.emulator.js';

const WRONG = 'wrong-token-4711';
const example = parse(readFileSync(new URL('./rest.example.yaml', import.meta.url), 'utf8')) as Record<string, unknown>;

export const conformance: readonly AdapterUnderTest[] = [
  underTest({
    manifest: rest,
    settings: example,
    badCredentials: { auth: { kind: 'bearer', token: WRONG } },
    secrets: [EMULATED_CREDENTIALS.token, WRONG],
    operations: { create: 'createCase', note: 'addNote', media: 'addFile', update: 'updateCase' },
    faultWords: /category is not known/,
    wrongSettings: [
      { settings: { baseUrl: 'crm.example.org' }, names: 'baseUrl' },
      { settings: { auth: { kind: 'magic' } }, names: 'auth.kind' },
      { settings: { auth: { kind: 'basic', username: 'ada' } }, names: 'auth.password' },
    ],
    at: (url) => ({ baseUrl: url }),
  }),
];
