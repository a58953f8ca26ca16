// npm run sync:model -- [--histories N] [--seed S]
import { parseArgs } from 'node:util';
import { openDatabase } from '../../../src/store/database.js';
import { migrate } from '../../../src/store/migrate.js';
import { startPostgres } from '../../support/postgres.js';
import { runHistories } from './run-histories.js';

const SHOWN = 20;

const { values } = parseArgs({ options: { histories: { type: 'string' }, seed: { type: 'string' } } });
const histories = wholeNumber('histories', values.histories ?? '10000');
const seed = wholeNumber('seed', values.seed ?? String(Date.now() % 1_000_000));

const postgres = await startPostgres();
const database = openDatabase({ connectionString: postgres.url }, 16);
try {
  await migrate(database);
  const started = performance.now();
  const seconds = () => ((performance.now() - started) / 1000).toFixed(0);
  const defects = await runHistories(database, { histories, seed }, (done) => console.log(`${done} histories, ${seconds()} s`));
  for (const defect of defects.slice(0, SHOWN)) console.log(defect);
  console.log(`${histories} histories of --seed ${seed} in ${seconds()} s: ${defects.length} defects`);
  process.exitCode = defects.length > 0 ? 1 : 0;
} finally {
  await database.destroy();
  await postgres.stop();
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Error(`--${name}: a whole number`);
  return Number(text);
}
