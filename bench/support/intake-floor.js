// The floor of the intake bench: a bare Fastify handler that reads the form and does the inserts of one accepted report, nothing else.
import { randomUUID } from 'node:crypto';
import Fastify from 'fastify';
import pg from 'pg';

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 });
const app = Fastify();
app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
  done(null, new URLSearchParams(body)),
);

const REQUEST = `insert into bridge.service_request (jurisdiction_id, public_id, service_code, service_name, service_type, description, lat, long, attributes,
  status, detailed_status, private, requested_at, updated_at, api_client_id)
  values ($1, 'floor-' || nextval('bench_floor'), $2, 'Pothole', 'realtime', $3, $4, $5, '[]', 'open', 'open', false, now(), now(),
  (select id from bridge.api_client limit 1)) returning id, public_id`;
const REPORTER = 'insert into bridge.reporter (request_id, email) values ($1, $2)';
const DELIVERY = `insert into bridge.delivery (id, request_id, connection, step, position, role, state, fence, attempts, not_before, created_at)
  values ($1, $2, 'bench.example/crm', 'create_case', 1, 'required', 'pending', 0, 0, now(), now())`;

app.post('/open311/v2/requests.json', async ({ body }) => {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const values = ['jurisdiction_id', 'service_code', 'description', 'lat', 'long'].map((name) => body.get(name));
    const { rows } = await client.query({ name: 'request', text: REQUEST, values });
    await client.query({ name: 'reporter', text: REPORTER, values: [rows[0].id, body.get('email')] });
    await client.query({ name: 'delivery', text: DELIVERY, values: [randomUUID(), rows[0].id] });
    await client.query('commit');
    return [{ service_request_id: rows[0].public_id, service_notice: null, account_id: null }];
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
});

await pool.query('create sequence if not exists bench_floor');
console.log(`ready at ${await app.listen({ port: 0, host: '127.0.0.1' })}`);
process.once('SIGTERM', () => void app.close().then(() => pool.end()));
