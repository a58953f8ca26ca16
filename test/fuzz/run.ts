// npm run fuzz -- [--runs 100000] [--seed N]: generated requests against a real server, a round of ten thousand at a time.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startPostgres } from '../support/postgres.js';
import { fuzz, type Target } from './fuzz.js';
import type { Question } from './server-process.js';

const ROUND = 10_000;
const { values } = parseArgs({ options: { runs: { type: 'string' }, seed: { type: 'string' } } });
const runs = Number(values.runs ?? 100_000);
const seed = Number(values.seed ?? Date.now() % 2 ** 31);

const postgres = await startPostgres();
const env = { ...process.env, OPEN311_TEST_POSTGRES_URL: postgres.url };
const child = fork(fileURLToPath(new URL('server-process.js', import.meta.url)), { env, execArgv: ['--expose-gc'] });
child.once('exit', (code) => {
  if (code) throw new Error(`the server ended with ${code}`);
});
const hear = async <T>() => (await once(child, 'message'))[0] as T;
const ask = <T>(question: Question): Promise<T> => {
  const heard = hear<T>();
  child.send(question);
  return heard;
};

try {
  await run(await hear<Target>());
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  child.send('close');
  await once(child, 'exit');
  await postgres.stop();
}

async function run(target: Target): Promise<void> {
  console.log(`seed ${seed}, ${runs} cases`);
  const statuses = new Map<string, number>();
  const accepted = new Set<string>();
  const started = Date.now();
  let requests = 0;
  for (let done = 0; done < runs; done += ROUND) {
    const round = await fuzz(target, { runs: Math.min(ROUND, runs - done), seed: seed + done / ROUND });
    for (const [status, count] of round.statuses) statuses.set(status, (statuses.get(status) ?? 0) + count);
    for (const name of round.accepted) accepted.add(name);
    requests += round.requests;
    const rate = Math.round((requests * 1000) / (Date.now() - started));
    console.log(`${Math.min(done + ROUND, runs)} cases, ${requests} requests, ${rate} a second, rss ${await megabytes()} MB`);
  }
  console.log([...statuses].map(([status, count]) => `${status}: ${count}`).join(', '));
  await compare(accepted);
}

async function megabytes(): Promise<number> {
  return Math.round((await ask<number>('memory')) / 1e6);
}

/** Nothing was kept without a 200, and nothing acknowledged was lost. */
async function compare(accepted: ReadonlySet<string>): Promise<void> {
  const kept = await ask<string[]>('kept');
  console.log(`${accepted.size} reports answered with 200, ${kept.length} kept`);
  if (kept.length !== accepted.size || !kept.every((name) => accepted.has(name)))
    throw new Error('what was answered and what was kept are not the same');
}
