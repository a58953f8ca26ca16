// npm run chaos -- [--rounds N] [--reports N] [--seed S] [--queue redis|postgres] [--adapter lagan|no-search]
// SIGTERM ends it after the round that runs, with all that it started stopped.
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { startPostgres } from '../support/postgres.js';
import { startRedis } from '../support/redis.js';
import { type RoundResult, runRound } from './support/round.js';
import { optionsOf } from './support/command-line.js';
import { CELLS, cellsOf, lineOf } from './support/report.js';
import { scheduleOf, scheduleText } from './support/schedule.js';

const DEFECTS_SHOWN = 10;

const { rounds, ...first } = optionsOf(
  parseArgs({
    options: {
      rounds: { type: 'string' },
      reports: { type: 'string' },
      seed: { type: 'string' },
      queue: { type: 'string' },
      adapter: { type: 'string' },
    },
  }).values,
);
const ending = new AbortController();
process.once('SIGTERM', () => ending.abort());

const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
const results: RoundResult[] = [];
try {
  for (let round = 0; round < rounds && !ending.signal.aborted; round++) {
    const options = { ...first, seed: first.seed + round };
    console.log(`\nround ${round + 1} of ${rounds}, --seed ${options.seed}\n${scheduleText(scheduleOf(options))}`);
    const result = await runRound(options, { postgres, redis });
    results.push(result);
    console.log(lineOf(result));
    for (const defect of result.defects.slice(0, DEFECTS_SHOWN)) console.log(`  ${defect}`);
    if (result.defects.length > 0) console.log(`  ${result.defects.length} defects; logs are kept in ${result.folder}`);
  }
} finally {
  await Promise.all([postgres.stop(), redis.stop()]);
}
const table = new Table({ head: [...CELLS], style: { head: [], border: [] } });
table.push(...results.map((result) => cellsOf(result)));
console.log(`\n${table.toString()}`);
const failed = results.filter(({ defects }) => defects.length > 0);
console.log(
  `${results.length} rounds, ${failed.length} with defects${failed.length > 0 ? `: --seed ${failed.map(({ options }) => options.seed).join(', ')}` : ''}`,
);
process.exitCode = failed.length > 0 ? 1 : 0;
