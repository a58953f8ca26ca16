import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { describeAdapter } from '../../test/adapter-kit/describe-adapter.js';
import { rest } from './rest.adapter.js';
import { EMULATED_CREDENTIALS } from './rest.emulator.js';

const WRONG = 'wrong-token-4711';
const settings = parse(readFileSync(new URL('./rest.example.yaml', import.meta.url), 'utf8')) as Record<string, unknown>;

describeAdapter({
  manifest: rest,
  settings,
  badCredentials: { auth: { kind: 'bearer', token: WRONG } },
  secrets: [EMULATED_CREDENTIALS.token, WRONG],
  createOperation: 'createCase',
  faultWords: /category is not known/,
});
