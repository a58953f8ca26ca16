import 'reflect-metadata';
import { conformanceHost } from '../../connections/conformance-host.js';
import { conformance } from '../../../test/adapter-kit/reference/acme.conformance.js';
import type { AdapterUnderTest } from './adapter-under-test.js';
import type { ConformanceCase } from './conformance-case.js';
import { ConformanceFailure } from './expectations.js';
import { runSuite, type SuiteOptions } from './run-suite.js';
import { emulatorServer } from './test-server.js';

const [acme] = conformance as readonly [AdapterUnderTest];

const aCase = (id: string, run: ConformanceCase['run'], rest: Partial<ConformanceCase> = {}): ConformanceCase => ({
  id,
  title: `keeps ${id}`,
  level: 'basic',
  needs: [],
  run,
  ...rest,
});
const passes = async () => undefined;
const fails = async () => {
  throw new ConformanceFailure('expected tea, got coffee');
};

const ran = (cases: readonly ConformanceCase[], under: Partial<AdapterUnderTest> = {}, options: Partial<SuiteOptions> = {}) => {
  const subject = { ...acme, ...under };
  const startServer = () => emulatorServer(subject.manifest);
  return runSuite(subject, { host: conformanceHost, startServer, lanes: 2, caseTimeLimitMs: 10_000, cases, ...options });
};

describe('a run of the conformance suite', () => {
  it('tells in the order of the suite what passed, and of what failed what came instead', async () => {
    const { results, counts } = await ran([aCase('A-01', passes), aCase('A-02', fails), aCase('B-01', passes)]);
    expect(results).toMatchObject([
      { id: 'A-01', outcome: 'passed' },
      { id: 'A-02', outcome: 'failed', reason: 'expected tea, got coffee' },
      { id: 'B-01', outcome: 'passed' },
    ]);
    expect(counts).toEqual({ passed: 2, failed: 1, exempt: 0, 'not applicable': 0 });
  });

  it('counts what the adapter is excused from apart, and tells when the excuse is not needed', async () => {
    const exempt = { 'A-*': 'the CRM serves coffee only' };
    const { results } = await ran([aCase('A-01', fails), aCase('A-02', passes)], { exempt });
    expect(results[0]).toEqual(expect.objectContaining({ outcome: 'exempt', reason: 'the CRM serves coffee only' }));
    expect(results[0]).not.toHaveProperty('excusedInVain');
    expect(results[1]).toMatchObject({ outcome: 'exempt', excusedInVain: true });
  });

  it('does not run what a CRM can not do, and says why it can’t', async () => {
    const { results } = await ran([aCase('A-01', fails, { needs: ['addNote'] })], { absent: { addNote: 'it takes no notes' } });
    expect(results).toMatchObject([{ outcome: 'exempt', reason: 'it takes no notes' }]);
  });

  it('leaves what says nothing about this adapter', async () => {
    const { results } = await ran([aCase('A-01', fails, { needs: ['without:findCase'] })]);
    expect(results).toMatchObject([{ outcome: 'not applicable', reason: 'the adapter can do it' }]);
  });

  it('ends a case that does not end, and gives the next one a server that knows nothing of it', async () => {
    const never = aCase('A-01', async (bench) => {
      await bench.aCase();
      await new Promise(() => undefined);
    });
    const next = aCase('A-02', async (bench) => {
      if ((await bench.control.cases()).length > 0) throw new Error('it is not a new server');
    });
    const { results } = await ran([never, next], {}, { lanes: 1, caseTimeLimitMs: 300 });
    expect(results).toMatchObject([{ outcome: 'failed', reason: 'it did not end within 300 ms' }, { outcome: 'passed' }]);
  });

  it('runs what a pattern means, and claims no level then', async () => {
    const { results, level } = await ran([aCase('A-01', passes), aCase('B-01', fails)], {}, { only: 'a-*' });
    expect(results.map(({ id }) => id)).toEqual(['A-01']);
    expect(level).toBeUndefined();
  });

  it('begins nothing more after a failure when told to', async () => {
    const { results } = await ran([aCase('A-01', fails), aCase('A-02', passes)], {}, { lanes: 1, untilFailure: true });
    expect(results.map(({ id }) => id)).toEqual(['A-01']);
  });
});

describe('the level of an adapter', () => {
  const levelOfRun = async (cases: readonly ConformanceCase[], under: Partial<AdapterUnderTest> = {}) =>
    (await ran(cases, under)).level;
  const basic = aCase('A-01', passes);
  const reliable = aCase('B-01', passes, { level: 'reliable' });
  const complete = aCase('C-01', passes, { level: 'complete' });

  it('is the highest of which all cases passed, with those below', async () => {
    expect(await levelOfRun([basic, reliable, complete])).toBe('complete');
    expect(await levelOfRun([basic, reliable, { ...complete, run: fails }])).toBe('reliable');
    expect(await levelOfRun([basic, { ...reliable, run: fails }, complete])).toBe('basic');
  });

  it('is none when a basic case failed', async () => {
    expect(await levelOfRun([{ ...basic, run: fails }, reliable, complete])).toBeUndefined();
  });

  it('is not reached by an excuse', async () => {
    expect(await levelOfRun([basic, { ...reliable, run: fails }], { exempt: { 'B-01': 'it can’t' } })).toBe('basic');
  });
});
