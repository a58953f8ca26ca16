import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { AdapterUnderTest } from '../../adapter-kit/conformance/adapter-under-test.js';
import { CONFORMANCE_CASES } from '../../adapter-kit/conformance/all-cases.js';
import { laidOver } from '../../adapter-kit/conformance/bench.js';
import { needsControl } from '../../adapter-kit/conformance/conformance-case.js';
import { Recorder } from '../../adapter-kit/conformance/recording/recorder.js';
import { parseRecording } from '../../adapter-kit/conformance/recording/recording.js';
import { replayServer } from '../../adapter-kit/conformance/recording/replay-server.js';
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
  const against = await plainly(under, options);
  return options.record ? recorded(under, against, options.record) : against;
}

async function plainly(under: AdapterUnderTest, options: AgainstOptions): Promise<Against> {
  const done = () => Promise.resolve();
  if (options.against === 'emulator') return { start: () => emulatorServer(under.manifest), sideBySide: true, done };
  if (options.against === 'recorded') return { start: async () => replayed(under, options), sideBySide: false, done };
  const system = testSystem(under, options);
  return { start: () => Promise.resolve(system), sideBySide: false, done };
}

/** What the suite sends and gets is written to a file at the end: one lane, so that each exchange belongs to one case. */
async function recorded(
  { manifest, secrets, volatile = [] }: AdapterUnderTest,
  { start, done }: Against,
  file: string,
): Promise<Against> {
  const recorder = new Recorder(manifest.type, secrets, volatile);
  const server = await start();
  const replayable = new Set(CONFORMANCE_CASES.filter((each) => !needsControl(each)).map(({ id }) => id));
  return {
    start: () => Promise.resolve(recorder.around(server)),
    sideBySide: false,
    done: async () => {
      writeFileSync(file, `${JSON.stringify(recorder.recording(server, replayable), undefined, 2)}\n`);
      await done();
    },
  };
}

function replayed({ manifest, volatile = [] }: AdapterUnderTest, { recording }: AgainstOptions): Promise<TestServer> {
  const file = recording ?? `${manifest.type}.recording.json`;
  if (!existsSync(file)) throw new Error(`there is no recording ${file}: make one with --record ${file}`);
  return replayServer(parseRecording(readFileSync(file, 'utf8'), manifest.type), volatile);
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
