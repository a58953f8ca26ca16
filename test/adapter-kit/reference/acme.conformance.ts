import { type AdapterUnderTest, underTest } from '../../../src/adapter-kit/conformance/adapter-under-test.js';
import { acme } from './acme.adapter.js';
import { EMULATED_TOKEN } from './acme.emulator.js';

const WRONG = 'wrong-token-4711';

export const conformance: readonly AdapterUnderTest[] = [
  underTest({
    manifest: acme,
    badCredentials: { token: WRONG },
    secrets: [EMULATED_TOKEN, WRONG],
    operations: { create: 'createTicket', note: 'addComment', media: 'attach', update: 'setState' },
    faultWords: 'this category is not in use any more',
    titleOf: ({ title }) => title,
    wrongSettings: [
      { settings: { baseUrl: 'acme.example.org' }, names: 'baseUrl' },
      { settings: { token: 'two words' }, names: 'token' },
    ],
    at: (url) => ({ baseUrl: url }),
  }),
];
