import { spawnSync } from 'node:child_process';

it('every rule of the GeoReport contract is cited by the name of a test', () => {
  const { stdout } = spawnSync(process.execPath, ['scripts/untested-rules.js'], { encoding: 'utf8' });
  const [summary, ...untested] = stdout.trim().split('\n');
  expect(summary).toMatch(/^\d+ rules; \d+ tests, \d+ of them cite a rule; \d+ rules without a test$/);
  expect(untested).toEqual([]);
});
