import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { AdapterUnderTest } from '../../adapter-kit/conformance/adapter-under-test.js';
import { laidOver } from '../../adapter-kit/conformance/bench.js';
import { emulatorServer, type TestServer } from '../../adapter-kit/conformance/test-server.js';

export interface AgainstOptions {
  readonly against: string;
  readonly settings?: string;
  readonly makesCases?: boolean;
  readonly recording?: string;
  readonly record?: string;
}

/** What an adapter is tested against. */
export interface Against {
  readonly start: () => Promise<TestServer>;
  readonly sideBySide: boolean;
  done(): Promise<void>;
}

/** @throws Error that says what is missing on the command line. */
export async function serversFor(under: AdapterUnderTest, options: AgainstOptions): Promise<Against> {
  if (options.against === 'emulator')
    return { start: () => emulatorServer(under.manifest), sideBySide: true, done: async () => undefined };
  return { start: async () => testSystem(under, options), sideBySide: false, done: async () => undefined };
}

/** A CRM that does what it does: only cases that need no control of it run. */
function testSystem(under: AdapterUnderTest, { against, settings, makesCases }: AgainstOptions): TestServer {
  if (!URL.canParse(against)) throw new Error(`--against must be emulator, recorded or a URL, not ${against}`);
  if (!under.at) throw new Error('the conformance file has no `at`, which says how settings point at another address');
  if (!makesCases) throw new Error(`the suite makes cases in ${against}: say --makes-cases if it may`);
  const given = settings ? (parse(readFileSync(settings, 'utf8')) as Readonly<Record<string, unknown>>) : {};
  return {
    settings: laidOver(under.at(against), given),
    seed: randomUUID(),
    now: () => new Date(),
    begin: () => Promise.resolve(),
    watch: (context) => context,
    another: () => Promise.reject(new Error('there is only one test system')),
    close: () => Promise.resolve(),
  };
}
