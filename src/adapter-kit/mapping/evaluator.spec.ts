import { Evaluator } from './evaluator.js';

const LONG_MS = 60_000;
const slow = { source: '$sum([1..90000].($ * 2))', input: undefined, bindings: '{}' };

it('gives an expression that ran out of time more of it, beside the others', async () => {
  const evaluator = new Evaluator(1, LONG_MS);
  expect(await evaluator.evaluate(slow)).toBe('8100090000');
  expect(await evaluator.evaluate(slow)).toBe('8100090000');
});

it('ends one that ran out of that too, and says of how much', async () => {
  await expect(new Evaluator(1, 2).evaluate(slow)).rejects.toMatchObject({ code: 'D1012' });
});

it('tries nothing again that failed in time', async () => {
  const evaluator = new Evaluator(LONG_MS, 1);
  await expect(evaluator.evaluate({ ...slow, source: '$number("x")' })).rejects.toMatchObject({ code: 'D3030' });
  expect(await evaluator.evaluate(slow)).toBe('8100090000');
});
