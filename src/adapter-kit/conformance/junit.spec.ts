import { children, child } from '../xml/xml-element.js';
import { parseXml } from '../xml/xml.js';
import { toJUnit } from './junit.js';
import type { SuiteReport } from './run-suite.js';

const told = { level: 'basic', tookMs: 12 } as const;
const report: SuiteReport = {
  type: 'acme',
  label: 'Acme',
  site: 'HTTP Basic',
  results: [
    { id: 'A-01', title: 'keeps <this> & "that"', outcome: 'passed', ...told },
    { id: 'A-02', title: 'keeps order', outcome: 'failed', reason: 'expected <1>, got \u0000 & 2', ...told },
    { id: 'A-03', title: 'takes notes', outcome: 'exempt', reason: 'it takes none', excusedInVain: true, ...told },
    { id: 'A-04', title: 'cuts titles', outcome: 'not applicable', reason: 'no limit', ...told },
  ],
  counts: { passed: 1, failed: 1, exempt: 1, 'not applicable': 1 },
  level: undefined,
  tookMs: 1234,
};

describe('a conformance report for a build server', () => {
  const root = parseXml(toJUnit([report]));
  const suite = child(root, 'testsuite')!;
  const cases = children(suite, 'testcase');

  it('counts tests, failures and what was skipped', () => {
    expect(suite.attributes).toEqual({
      name: 'acme (HTTP Basic)',
      tests: '4',
      failures: '1',
      errors: '0',
      skipped: '2',
      time: '1.234',
    });
    expect(root.attributes).toMatchObject({ tests: '4', failures: '1', skipped: '2' });
  });

  it('names each case, with its time in seconds', () => {
    expect(cases[0]!.attributes).toEqual({ classname: 'acme (HTTP Basic)', name: 'A-01 keeps <this> & "that"', time: '0.012' });
  });

  it('tells of a failure in an attribute and in the text', () => {
    const failure = child(cases[1], 'failure')!;
    expect([failure.attributes.message, failure.text]).toEqual([
      expect.stringMatching(/^expected <1>, got .? ?& 2$/),
      expect.stringMatching(/^expected <1>, got .? ?& 2$/),
    ]);
  });

  it('says why a case was skipped, and that it need not have been', () => {
    expect(child(cases[2], 'skipped')!.attributes.message).toBe('exempt: excused in vain, it passes: it takes none');
    expect(child(cases[3], 'skipped')!.attributes.message).toBe('not applicable: no limit');
  });
});
