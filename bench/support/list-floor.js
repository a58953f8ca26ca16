// The floor of the list bench: a bare Fastify handler that runs the bridge's own statement for one page and writes the rows with JSON.stringify.
import Fastify from 'fastify';
import pg from 'pg';
import { openDatabase } from '../../dist/src/store/database.js';
import { inOrder } from '../../dist/src/store/reads/candidates.js';
import { rowsOf } from '../../dist/src/store/reads/request-reader.js';
import { CITY } from './bridge.js';

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 });
const database = openDatabase({ connectionString: process.env.DATABASE_URL }, 1);
const to = new Date();
const from = new Date(to.getTime() - 90 * 86_400_000);
const candidates = inOrder(CITY, { requested: { from, to }, newestBy: 'requested_at' }, { limit: 51, offset: 0 });
const { sql: text, parameters } = rowsOf(candidates).compile(database);

const app = Fastify();
app.get('/requests.json', async (_request, reply) => {
  const { rows } = await pool.query(text, [...parameters]);
  return reply.header('content-type', 'application/json; charset=utf-8').send(JSON.stringify(rows));
});
console.log(`ready at ${await app.listen({ port: 0, host: '127.0.0.1' })}`);
process.once('SIGTERM', () => void app.close().then(() => Promise.all([pool.end(), database.destroy()])));
