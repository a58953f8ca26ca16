import 'reflect-metadata';
import type { AdapterUnderTest } from '../../src/adapter-kit/conformance/adapter-under-test.js';
import { CONFORMANCE_CASES } from '../../src/adapter-kit/conformance/all-cases.js';
import { ConformanceBench } from '../../src/adapter-kit/conformance/bench.js';
import { type ConformanceCase, isMeant } from '../../src/adapter-kit/conformance/conformance-case.js';
import { emulatorServer } from '../../src/adapter-kit/conformance/test-server.js';
import { type Circumstances, planFor } from '../../src/adapter-kit/conformance/verdict.js';
import { conformanceHost } from '../../src/connections/conformance-host.js';

/**
 * The conformance suite under Jest, one test a case: every adapter's spec calls this first.
 * @param only patterns of the ids to run, for a further site that differs in little; default: all.
 */
export function describeAdapter(under: AdapterUnderTest, only: readonly string[] = ['*']): void {
  const { site, manifest } = under;
  describe(`adapter ${manifest.type}${site ? `, ${site},` : ''} keeps the contract`, () => {
    let bench: ConformanceBench;
    let circumstances: Circumstances;
    beforeAll(async () => {
      bench = new ConformanceBench(under, conformanceHost, await emulatorServer(manifest));
      circumstances = { under, adapter: bench.adapter(), server: bench.server };
    });
    afterAll(() => bench?.server.close());

    const cases = CONFORMANCE_CASES.filter(({ id }) => only.some((pattern) => isMeant(id, pattern)));
    it.each(cases.map((each) => [each.id, each.title, each] as const))('%s %s', (_id, _title, each) =>
      judged(each, bench, circumstances),
    );
  });
}

async function judged(each: ConformanceCase, bench: ConformanceBench, circumstances: Circumstances): Promise<void> {
  const plan = planFor(each, circumstances);
  if (plan.is === 'not applicable' || (plan.is === 'exempt' && !plan.canRun)) return;
  const outcome = run(each, bench);
  if (plan.is === 'run') return outcome;
  await expect(outcome).rejects.toThrow();
}

async function run(each: ConformanceCase, bench: ConformanceBench): Promise<void> {
  await bench.begin(each.id);
  try {
    await each.run(bench);
  } finally {
    await bench.end();
  }
}
