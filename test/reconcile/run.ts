// npm run reconcile:planted -- [--reports N] [--differences N]
import { parseArgs } from 'node:util';
import { openDatabase } from '../../src/store/database.js';
import { migrate } from '../../src/store/migrate.js';
import { startPostgres } from '../support/postgres.js';
import { Plan, sorted } from './support/plan.js';
import { PlantedCrm } from './support/planted-crm.js';
import { plantStore } from './support/planted-store.js';
import { aReconciler } from './support/reconciling.js';

const SAMPLE_EVERY_MS = 20;

const { values } = parseArgs({ options: { reports: { type: 'string' }, differences: { type: 'string' } } });
const plan = new Plan(wholeNumber('reports', values.reports ?? '10000'), wholeNumber('differences', values.differences ?? '50'));

const postgres = await startPostgres();
const database = openDatabase({ connectionString: postgres.url }, 4);
try {
  await migrate(database);
  await plantStore(database, plan);
  const crm = new PlantedCrm(plan);
  const both = aReconciler(database, plan, crm.adapter);
  const heap = watchHeap();
  const started = performance.now();
  const { report } = await both.compare();
  const seconds = (performance.now() - started) / 1000;
  const { looked, differences } = report;
  const found = sorted(differences.map(({ kind, request, repair }) => ({ kind, request, repair })));
  const expected = plan.expected();
  const missed = expected.filter((each) => !has(found, each));
  const wrong = found.filter((each) => !has(expected, each));
  console.log(
    `${looked.cases} cases, ${looked.changes} changes, ${looked.undelivered} without a case; ${crm.calls} calls, ${seconds.toFixed(1)} s`,
  );
  console.log(`heap ${heap.firstMb().toFixed(0)} MiB before, at most ${heap.mostMb().toFixed(0)} MiB`);
  console.log(
    `${expected.length} differences planted: ${found.length} reported, ${missed.length} missed, ${wrong.length} that are none`,
  );
  for (const each of [...missed, ...wrong]) console.log(JSON.stringify(each));
  const repaired = await both.repair();
  const refused = repaired.filter(({ outcome }) => outcome === 'refused');
  const after = (await both.compare()).report;
  console.log(
    `repaired: ${refused.length} refused; a second run reports ${after.differences.length}, ${after.listed} are put before a person`,
  );
  process.exitCode = missed.length + wrong.length + refused.length + after.differences.length > 0 ? 1 : 0;
} finally {
  await database.destroy();
  await postgres.stop();
}

function has(all: readonly object[], one: object): boolean {
  return all.some((each) => JSON.stringify(each) === JSON.stringify(one));
}

/** What is in use, looked at now and then; without a forced collection it is more than is needed. */
function watchHeap(): { firstMb: () => number; mostMb: () => number } {
  const used = () => process.memoryUsage().heapUsed / 2 ** 20;
  const first = used();
  let most = first;
  setInterval(() => (most = Math.max(most, used())), SAMPLE_EVERY_MS).unref();
  return { firstMb: () => first, mostMb: () => most };
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Error(`--${name}: a whole number`);
  return Number(text);
}
