import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Collector } from './collector.js';
import { parseExposition, valueOf } from './exposition.js';
import { prepareDataFolder } from '../support/embedded-template.js';

const PERSONAL = ['Ann', 'Archer', 'ann@example.org', 'bus stop'];

let collector: Collector;
let folder: string;
let bridge: ChildProcess;
let output = '';
beforeAll(async () => {
  collector = await Collector.start();
  folder = mkdtempSync(join(tmpdir(), 'bridge-traced-'));
  const { DATABASE_URL: _database, REDIS_URL: _redis, ...clean } = process.env;
  const env = { ...clean, PORT: '0', BRIDGE_DATA: folder, LOG_LEVEL: 'info', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: collector.url };
  await prepareDataFolder(folder);
  bridge = spawn(process.execPath, ['bin/open311-bridge.js', 'start'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [bridge.stdout!, bridge.stderr!]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await until(() => output.includes('Close its case'));
});
afterAll(async () => {
  await end();
  await collector.server.close();
  rmSync(folder, { recursive: true, force: true });
});

async function until(good: () => boolean): Promise<void> {
  for (let tries = 0; !good(); tries++) {
    if (tries > 800 || bridge.exitCode !== null) throw new Error(`it never came to that:\n${output}`);
    await sleep(100);
  }
}

async function end(): Promise<void> {
  if (bridge.exitCode !== null || bridge.signalCode !== null) return;
  const gone = new Promise((resolve) => bridge.once('exit', resolve));
  bridge.kill('SIGTERM');
  await gone;
}

it('a report that goes through the whole bridge is counted, one line in the log, and one trace, without its words', async () => {
  const { api, key } = JSON.parse(readFileSync(join(folder, 'sandbox.json'), 'utf8')) as { api: string; key: string };
  const body = new URLSearchParams({
    api_key: key,
    jurisdiction_id: 'riverton',
    service_code: 'STREETLIGHT',
    lat: '42.3601',
    long: '-71.0589',
    description: 'Seen beside the bus stop',
    first_name: 'Ann',
    last_name: 'Archer',
    email: 'ann@example.org',
  });
  expect((await fetch(`${api}/requests.json`, { method: 'POST', body })).status).toBe(200);
  await until(() => output.includes('"delivery.attempted"'));
  const metrics = await (await fetch(new URL('/metrics', api))).text();
  await end();

  const spans = collector.spans();
  const post = spans.find(({ name }) => name === 'POST requests')!;
  const attempt = spans.find(({ name }) => name === 'deliver create_case')!;
  const calls = spans.filter(({ name }) => name === 'POST');
  expect([attempt.traceId, attempt.parentSpanId]).toEqual([post.traceId, post.spanId]);
  expect(calls.map(({ parentSpanId }) => parentSpanId)).toContain(attempt.spanId);
  const lines = output.split('\n').filter((line) => line.includes('"delivery.attempted"'));
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0]!)).toMatchObject({ outcome: 'delivered', connection: 'riverton/lagan', traceId: post.traceId });
  const count = 'open311_bridge_accepted_to_case_seconds';
  expect(valueOf(parseExposition(metrics), count, { connection: 'riverton/lagan' })).toBeDefined();
  const traces = collector.server.received.map((each) => each.body).join();
  for (const word of PERSONAL) expect([word, lines[0], metrics, traces].filter((text) => text?.includes(word))).toEqual([word]);
});
