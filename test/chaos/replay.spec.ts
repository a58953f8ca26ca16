import { runBridge } from '../support/run-bridge.js';

/** A short round of what `npm run demo -- --from FILE` does with all 20,000 reports. */
it('makes exactly one case of each report on embedded defaults, though the bridge is killed and answers are lost', async () => {
  const { code, output } = await runBridge(['demo', '--limit', '40', '--kills', '1', '--drop', '0.2']);
  expect(output).toMatch(/cases in the CRM +40\nmissing +0\nmade twice +0\n/);
  expect(output).toMatch(/statuses differing 0\n/);
  expect(code).toBe(0);
}, 300_000);
