import { versionProblem } from './contract-versions.js';

const changes = { 1: 'the first one', 2: 'findCase gets a window', 3: 'attachMedia is called once for all pictures' };
const problem = (version: unknown) => versionProblem(version, 3, changes);

it('an adapter that speaks the version of this bridge is taken', () => {
  expect(problem(3)).toBeUndefined();
});

it('an older one is refused with what changed since, a newer one with the advice to update the bridge', () => {
  expect(problem(1)).toBe(
    'speaks version 1 of the adapter contract, and this bridge speaks 3: install a newer version of the adapter; changed since: ' +
      '2: findCase gets a window; 3: attachMedia is called once for all pictures',
  );
  expect(problem(4)).toBe(
    'speaks version 4 of the adapter contract, and this bridge speaks 3: update the bridge, or install a version of the adapter made for 3',
  );
});

it.each([[undefined], ['3'], [0], [1.5], [null]])('%s is no version', (version) => {
  expect(problem(version)).toMatch(/contractVersion.*this bridge speaks 3/);
});
