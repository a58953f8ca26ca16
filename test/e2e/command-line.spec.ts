import { readFileSync } from 'node:fs';
import { runBridge } from '../support/run-bridge.js';

it('help names every command of README, and start', async () => {
  const { code, output } = await runBridge(['--help'], {});
  const named = [...readFileSync('README.md', 'utf8').matchAll(/npx open311-bridge ([a-z-]+)/g)].map(([, name]) => name);
  expect(code).toBe(0);
  expect(named).toContain('journey');
  for (const name of ['start', ...named]) expect(output).toMatch(new RegExp(`^  ${name} `, 'm'));
});

it('a command that is not there is told, with the one that was meant', async () => {
  expect(await runBridge(['journy', '26-00000001'], {})).toMatchObject({
    code: 1,
    output: expect.stringMatching(/unknown command 'journy'\n\(Did you mean journey\?\)/),
  });
});

it('a command that is there says what it takes', async () => {
  const { code, output } = await runBridge(['deliveries', 'resolve'], {});
  expect([code, output]).toEqual([1, expect.stringContaining("missing required argument 'id'")]);
});
