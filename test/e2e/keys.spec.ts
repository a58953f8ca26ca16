import { freshDatabase } from '../support/databases.js';
import { runBridge } from '../support/run-bridge.js';

it('keys are made once shown, listed without their secret, and revoked; one that is not there is told', async () => {
  const { url, drop } = await freshDatabase();
  const keys = (...args: string[]) => runBridge(['keys', ...args], { DATABASE_URL: url });
  try {
    expect((await runBridge(['migrate'], { DATABASE_URL: url })).code).toBe(0);
    const made = await keys('create', 'City app', '--jurisdiction', 'riverton', '--rate', '600');
    const key = made.output.match(/^o311_[\w-]{43}$/m)![0];
    const listed = await keys('list');
    expect(listed.output).toMatch(/City app {2}riverton {2}600 a minute .* valid$/m);
    expect(listed.output).not.toContain(key);
    const prefix = listed.output.match(/o311_[\w-]{6}(?=\.\.\.)/)![0];
    expect((await keys('revoke', prefix)).output).toContain(`revoked ${prefix}... of City app`);
    expect((await keys('list')).output).toMatch(/revoked \d{4}-/);
    const again = await keys('revoke', prefix);
    expect([again.code, again.output]).toEqual([
      1,
      expect.stringContaining(`no valid key has the id or first characters ${prefix}`),
    ]);
    expect((await keys('create', 'x', '--rate', 'fast')).output).toContain('a whole number from 1 on, or off');
  } finally {
    await drop();
  }
}, 120_000);
