// npm run sync:takeover -- [--kills N] [--seed S] [--stand-by N] [--take-over-after MS] [--poll-every MS]
import { parseArgs } from 'node:util';
import { startPostgres } from '../../support/postgres.js';
import { runTakeOvers } from './take-overs.js';

const text = { type: 'string' } as const;
const { values } = parseArgs({
  options: { kills: text, seed: text, 'stand-by': text, 'take-over-after': text, 'poll-every': text },
});
const kills = wholeNumber('kills', '50');
const seed = wholeNumber('seed', String(Date.now() % 1_000_000));
const standBy = wholeNumber('stand-by', '1');
const sync = { pollEveryMs: wholeNumber('poll-every', '1000'), takeOverAfterMs: wholeNumber('take-over-after', '20000') };

const postgres = await startPostgres();
try {
  const options = { kills, seed, standBy, sync };
  const { changes, tookMs, defects } = await runTakeOvers(postgres.url, options, (kill, ms) =>
    console.log(`kill ${kill} of ${kills}: ${ms.toFixed(0)} ms until the other one polled`),
  );
  for (const defect of defects) console.log(defect);
  const sorted = tookMs.toSorted((a, b) => a - b);
  const [p50, worst] = [sorted[Math.floor(sorted.length / 2)]!, sorted.at(-1)!].map((ms) => (ms / 1000).toFixed(1));
  console.log(`${kills} kills of --seed ${seed}, ${changes} changes: taken over after ${p50} s (p50), ${worst} s at worst`);
  console.log(`${defects.length} cases of which the public saw something else than the CRM did`);
  process.exitCode = defects.length > 0 ? 1 : 0;
} finally {
  await postgres.stop();
}

function wholeNumber(name: keyof typeof values, otherwise: string): number {
  const given = values[name] ?? otherwise;
  if (!/^[1-9]\d{0,8}$/.test(given)) throw new Error(`--${name}: a whole number, at least 1`);
  return Number(given);
}
