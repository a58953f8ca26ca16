import { jest } from '@jest/globals';
import { setImmediate as turn } from 'node:timers/promises';
import { Rounds } from './rounds.js';

const PAUSE_MS = 1_000;

beforeEach(() => void jest.useFakeTimers({ doNotFake: ['setImmediate'] }));
afterEach(() => void jest.useRealTimers());

/** A round that is over when the test says so. */
function held() {
  const ends: (() => void)[] = [];
  const round = jest.fn(() => new Promise<void>((resolve) => ends.push(resolve)));
  return { round, end: () => ends.pop()!() };
}

it('begins a round when the one before is over and the pause has passed, and never two at once', async () => {
  const { round, end } = held();
  const rounds = new Rounds(round, PAUSE_MS);
  rounds.start(0);
  jest.advanceTimersByTime(0);
  jest.advanceTimersByTime(10 * PAUSE_MS);
  expect(round).toHaveBeenCalledTimes(1);
  end();
  await turn();
  jest.advanceTimersByTime(PAUSE_MS - 1);
  expect(round).toHaveBeenCalledTimes(1);
  jest.advanceTimersByTime(1);
  expect(round).toHaveBeenCalledTimes(2);
});

it('waits one pause before the first round, unless told otherwise', () => {
  const { round } = held();
  new Rounds(round, PAUSE_MS).start();
  jest.advanceTimersByTime(PAUSE_MS - 1);
  expect(round).not.toHaveBeenCalled();
  jest.advanceTimersByTime(1);
  expect(round).toHaveBeenCalledTimes(1);
});

it('tells the round under way to stop, waits for it, and begins none after it', async () => {
  const { round, end } = held();
  const rounds = new Rounds(round, PAUSE_MS);
  rounds.start(0);
  jest.advanceTimersByTime(0);
  const over = jest.fn();
  const stopped = rounds.stop().then(over);
  await turn();
  expect(rounds.signal.aborted).toBe(true);
  expect(over).not.toHaveBeenCalled();
  end();
  await stopped;
  jest.advanceTimersByTime(10 * PAUSE_MS);
  expect(round).toHaveBeenCalledTimes(1);
});

it('begins none once it was stopped', async () => {
  const { round } = held();
  const rounds = new Rounds(round, PAUSE_MS);
  rounds.start();
  await rounds.stop();
  rounds.start(0);
  jest.advanceTimersByTime(10 * PAUSE_MS);
  expect(round).not.toHaveBeenCalled();
});
