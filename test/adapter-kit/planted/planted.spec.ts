import 'reflect-metadata';
import { CONFORMANCE_CASES } from '../../../src/adapter-kit/conformance/all-cases.js';
import { runSuite } from '../../../src/adapter-kit/conformance/run-suite.js';
import { emulatorServer } from '../../../src/adapter-kit/conformance/test-server.js';
import { conformanceHost } from '../../../src/connections/conformance-host.js';
import { PLANTED_BUGS } from './planted-bugs.js';

it('is planted with 49 bugs, no two alike', () => {
  expect(new Set(PLANTED_BUGS.map(({ bug }) => bug)).size).toBe(49);
});

it.each(PLANTED_BUGS.map((each) => [each.bug, each.caughtBy, each] as const))(
  'sees that an adapter %s (%s)',
  async (_bug, caughtBy, { under }) => {
    const cases = CONFORMANCE_CASES.filter(({ id }) => id === caughtBy);
    const startServer = () => emulatorServer(under.manifest);
    const report = await runSuite(under, { host: conformanceHost, startServer, lanes: 1, caseTimeLimitMs: 20_000, cases });
    expect(report.counts).toMatchObject({ failed: 1 });
  },
);
