import { randomUUID } from 'node:crypto';
import type { AdapterManifest } from '../adapter.js';
import { EmulatorControl } from '../emulator/emulator-control.js';
import type { TestContext } from './call-context.js';

/** What an adapter under test speaks to: its emulator, a recording, or a CRM's test system. */
export interface TestServer {
  /** Settings that point a connection there. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Absent: it does what it does, and nobody can look inside. */
  readonly control?: EmulatorControl;
  /** Ids of requests, notes and pictures follow from it. */
  readonly seed: string;
  now(): Date;
  /** Forgets what the last case left. */
  begin(caseId: string): Promise<void>;
  /** What it has against what a case sent. */
  complaint?(): string | undefined;
  /** May look at what a call sends. */
  watch(context: TestContext): TestContext;
  /** One more of the same kind. */
  another(): Promise<TestServer>;
  close(): Promise<void>;
}

/** The adapter's own emulator, in this process. */
export async function emulatorServer(manifest: Pick<AdapterManifest<object>, 'startEmulator'>): Promise<TestServer> {
  const emulator = await manifest.startEmulator({});
  const control = new EmulatorControl(emulator.controlUrl);
  return {
    settings: emulator.settings,
    control,
    seed: randomUUID(),
    now: () => new Date(),
    begin: () => control.reset(),
    watch: (context) => context,
    another: () => emulatorServer(manifest),
    close: () => emulator.close(),
  };
}
