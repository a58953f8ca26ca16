// Does a resident feel a dead CRM? POST latency with a healthy CRM and with one that hangs, in turns on one bridge.
// Usage: npm start in one terminal; then: node bench/hanging-crm.js [data folder] [requests per round]
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { median, quantile } from './support/load.js';

const [folder = 'data', count = '1000'] = process.argv.slice(2);
const { api, key, serviceCode, emulator } = JSON.parse(readFileSync(join(folder, 'sandbox.json'), 'utf8'));
const RATE_PER_SECOND = 50;
const ROUNDS = 3;

/** Open loop: requests leave at their time, whether or not earlier ones were answered. */
async function round(name) {
  const latencies = [];
  const sent = [];
  for (let n = 0; n < Number(count); n++) {
    sent.push(post(latencies));
    await sleep(1000 / RATE_PER_SECOND);
  }
  await Promise.all(sent);
  const [p50, p99] = [0.5, 0.99].map((share) => quantile(latencies, share));
  console.log(`${name}  p50 ${p50.toFixed(1)} ms  p99 ${p99.toFixed(1)} ms`);
  return p99;
}

async function post(latencies) {
  const started = performance.now();
  const body = new URLSearchParams({
    api_key: key,
    service_code: serviceCode,
    lat: '42.36',
    long: '-71.05',
    description: 'bench',
  });
  const response = await fetch(`${api}/requests.json`, { method: 'POST', body });
  if (response.status !== 200) throw new Error(`answered ${response.status}: ${await response.text()}`);
  await response.text();
  latencies.push(performance.now() - started);
}

const control = (command) => fetch(`${emulator}/control/${command}`, { method: 'POST' });
const healthy = [];
const hanging = [];
for (let n = 0; n < ROUNDS; n++) {
  await control('behave');
  healthy.push(await round('healthy'));
  await control('misbehave?mode=hang&when=before');
  hanging.push(await round('hanging'));
}
await control('behave');
console.log(`p99 hanging / p99 healthy, medians of ${ROUNDS} rounds: ${(median(hanging) / median(healthy)).toFixed(2)}`);
