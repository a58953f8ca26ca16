import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { type AdapterUnderTest, underTest } from '../../src/adapter-kit/conformance/adapter-under-test.js';
import { ALWAYS_YES_CREDENTIALS } from './emulator/always-yes/credentials.js';
import { EMULATED_CREDENTIALS } from './emulator/credentials.js';
import { OAUTH_CLIENT } from './emulator/oauth/token-endpoint.js';
import { rest } from './rest.adapter.js';
import { startRestEmulator } from './rest.emulator.js';

const WRONG = 'wrong-token-4711';
const settingsIn = (file: string) => parse(readFileSync(new URL(file, import.meta.url), 'utf8')) as Record<string, unknown>;

export const conformance: readonly AdapterUnderTest[] = [
  underTest({
    manifest: rest,
    settings: settingsIn('./rest.example.yaml'),
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
  underTest({
    site: 'oauth',
    manifest: { ...rest, startEmulator: (options) => startRestEmulator({ ...options, flavour: 'oauth' }) },
    settings: settingsIn('./rest.example.yaml'),
    badCredentials: { auth: { kind: 'bearer', token: WRONG } },
    secrets: [EMULATED_CREDENTIALS.token, OAUTH_CLIENT.clientSecret, WRONG],
    operations: { create: 'createCase', note: 'addNote', media: 'addFile', update: 'updateCase' },
    faultWords: /category is not known/,
    at: (url) => ({ baseUrl: url }),
  }),
  ...['form', 'xml', 'json-rpc'].map((flavour) =>
    underTest({
      site: flavour,
      manifest: { ...rest, startEmulator: (options) => startRestEmulator({ ...options, flavour }) },
      settings: settingsIn(`./examples/${flavour}.yaml`),
      badCredentials: { auth: { kind: 'bearer', token: WRONG } },
      secrets: [EMULATED_CREDENTIALS.token, WRONG],
      operations: { create: 'createCase', note: 'addNote', media: 'addFile', update: 'updateCase' },
      faultWords: /category is not known/,
      at: (url) => ({ baseUrl: url }),
    }),
  ),
  underTest({
    site: 'always-yes',
    manifest: { ...rest, startEmulator: (options) => startRestEmulator({ ...options, flavour: 'always-yes' }) },
    settings: settingsIn('./examples/always-yes.yaml'),
    badCredentials: { auth: { kind: 'apiKey', header: 'X-Tenant-Key', value: WRONG } },
    secrets: [ALWAYS_YES_CREDENTIALS.key, WRONG],
    operations: { create: 'createTicket', note: 'addRemark', media: 'addFile', update: 'setState' },
    faultWords: /kind is not known/,
    at: (url) => ({ baseUrl: url }),
  }),
];
