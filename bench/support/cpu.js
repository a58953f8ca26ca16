// Processor time from /proc: Linux only. On a busy machine it says more of what something costs than the clock does.
import { readdirSync, readFileSync } from 'node:fs';
import pg from 'pg';

/** Of one tick, as Linux has counted for as long as there was /proc. */
const TICK_MS = 10;

/** @returns a function that tells the processor time of this PostgreSQL so far, all its processes together, in milliseconds. */
export async function postgresCpu(url) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query('select pg_backend_pid() as pid');
  const server = statOf(rows[0].pid).parent;
  await client.end();
  return () => {
    const children = readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && statOf(pid)?.parent === server);
    const { own, ofEnded } = statOf(server);
    return children.reduce((sum, pid) => sum + (statOf(pid)?.own ?? 0), own + ofEnded);
  };
}

/** Processor time of one process and its threads, in milliseconds. */
export const processCpu = (pid) => statOf(pid).own;

/** `ofEnded`: that of children which were waited for. */
function statOf(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
      .map(Number);
    return { parent: fields[1], own: (fields[11] + fields[12]) * TICK_MS, ofEnded: (fields[13] + fields[14]) * TICK_MS };
  } catch {
    return undefined; // it ended meanwhile
  }
}
