import { setTimeout as sleep } from 'node:timers/promises';
import { Batcher } from './batcher.js';

it('runs what is asked alone at once, and what is asked meanwhile together', async () => {
  const runs: number[][] = [];
  const batcher = new Batcher<number, number>(async (items) => {
    runs.push([...items]);
    await sleep(5);
    return items.map((item) => item * 2);
  });
  const asked = [1, 2, 3].map((item) => batcher.ask(item));
  expect(await Promise.all(asked)).toEqual([2, 4, 6]);
  expect(await batcher.ask(4)).toBe(8);
  expect(runs).toEqual([[1], [2, 3], [4]]);
});

it('tells everybody of a batch that failed, and goes on with the next', async () => {
  let fails = true;
  const batcher = new Batcher<number, number>(async (items) => {
    if (fails) throw new Error('away');
    return items;
  });
  await expect(batcher.ask(1)).rejects.toThrow('away');
  fails = false;
  expect(await batcher.ask(2)).toBe(2);
});

it('keeps to the most that one call may take', async () => {
  const sizes: number[] = [];
  const batcher = new Batcher<number, number>(async (items) => {
    sizes.push(items.length);
    await sleep(1);
    return items;
  }, 2);
  await Promise.all([1, 2, 3, 4].map((item) => batcher.ask(item)));
  expect(sizes).toEqual([1, 2, 1]);
});
