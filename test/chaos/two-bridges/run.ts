// npm run chaos:bridges -- [--reports N] [--kills N] [--seed S]
import { parseArgs } from 'node:util';
import { startPostgres } from '../../support/postgres.js';
import { relay } from './relay.js';

const SHOWN = 10;
const options = { reports: { type: 'string' }, kills: { type: 'string' }, seed: { type: 'string' } } as const;
const { values } = parseArgs({ options });
const [reports, kills, seed] = [whole('reports', '1000'), whole('kills', '10'), whole('seed', '1')];

const postgres = await startPostgres();
process.env['OPEN311_TEST_POSTGRES_URL'] = postgres.url;
try {
  const { lost, doubled, differing, ...told } = await relay({ reports, kills, seed, withinSeconds: 300 });
  console.log(
    `${reports} reports, ${kills} kills, --seed ${seed}: ${told.cases} cases after ${told.forwardSeconds} s, closures after ${told.backSeconds} s more`,
  );
  for (const [what, ids] of Object.entries({ lost, doubled, 'not closed as there': differing }))
    console.log(`${what}: ${ids.length}${ids.length > 0 ? ` (${ids.slice(0, SHOWN).join(', ')})` : ''}`);
  process.exitCode = lost.length + doubled.length + differing.length > 0 ? 1 : 0;
} finally {
  await postgres.stop();
}

function whole(name: keyof typeof options, otherwise: string): number {
  const text = values[name] ?? otherwise;
  if (!/^\d{1,6}$/.test(text)) throw new Error(`--${name}: a whole number`);
  return Number(text);
}
