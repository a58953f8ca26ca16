import 'reflect-metadata';
import type { AdapterUnderTest } from '../../src/adapter-kit/conformance/adapter-under-test.js';
import { CONFORMANCE_CASES } from '../../src/adapter-kit/conformance/all-cases.js';
import { type ConformanceCase, needsControl } from '../../src/adapter-kit/conformance/conformance-case.js';
import { Recorder } from '../../src/adapter-kit/conformance/recording/recorder.js';
import { parseRecording, type Recording } from '../../src/adapter-kit/conformance/recording/recording.js';
import { replayServer } from '../../src/adapter-kit/conformance/recording/replay-server.js';
import { runSuite, type SuiteReport } from '../../src/adapter-kit/conformance/run-suite.js';
import { emulatorServer, type TestServer } from '../../src/adapter-kit/conformance/test-server.js';
import { conformanceHost } from '../../src/connections/conformance-host.js';
import { PLANTED_BUGS } from './planted/planted-bugs.js';
import { conformance } from './reference/acme.conformance.js';

const [acme] = conformance as readonly [AdapterUnderTest];
const replayable = CONFORMANCE_CASES.filter((each) => !needsControl(each));

function run(under: AdapterUnderTest, server: TestServer, cases: readonly ConformanceCase[] = replayable): Promise<SuiteReport> {
  const startServer = () => Promise.resolve(server);
  return runSuite(under, { host: conformanceHost, startServer, lanes: 1, caseTimeLimitMs: 20_000, cases });
}

describe('a recording of what the suite sent and got', () => {
  let recording: Recording;
  beforeAll(async () => {
    const server = await emulatorServer(acme.manifest);
    const recorder = new Recorder('acme', acme.secrets, []);
    expect((await run(acme, recorder.around(server))).counts.failed).toBe(0);
    recording = recorder.recording(server, new Set(replayable.map(({ id }) => id)));
  });

  it('stands in for the CRM: the same adapter passes the same cases', async () => {
    const { counts } = await run(acme, await replayServer(recording, []));
    expect(counts).toMatchObject({ failed: 0, exempt: 0 });
    expect(counts.passed).toBeGreaterThan(30);
  });

  it('shows no secret', () => {
    const text = JSON.stringify(recording);
    for (const secret of acme.secrets) expect(text).not.toContain(secret);
  });

  it('tells when an adapter sends something else than it did', async () => {
    const changed = PLANTED_BUGS.find(({ bug }) => bug === 'knows a note by its words')!.under;
    const cases = CONFORMANCE_CASES.filter(({ id }) => id === 'FIND-NOTE-02');
    const { results } = await run(changed, await replayServer(recording, []), cases);
    expect(results).toMatchObject([
      { outcome: 'failed', reason: expect.stringMatching(/POST .*comments was sent with another body than was recorded/) },
    ]);
  });

  it('tells when an adapter asks more than it did', async () => {
    const twice = { ...recording, cases: { ...recording.cases, 'CHECK-01': { ...recording.cases['CHECK-01']!, exchanges: [] } } };
    const cases = CONFORMANCE_CASES.filter(({ id }) => id === 'CHECK-01');
    const { results } = await run(acme, await replayServer(twice, []), cases);
    expect(results).toMatchObject([
      { outcome: 'failed', reason: expect.stringContaining('GET /v1/me was not recorded in this case') },
    ]);
  });

  it('is refused when it is of another adapter, or of another kind', () => {
    expect(() => parseRecording(JSON.stringify(recording), 'rest')).toThrow(/recording of acme, not of rest/);
    expect(() => parseRecording('{}', 'acme')).toThrow(/record anew/);
  });
});
