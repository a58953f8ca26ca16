import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import autocannon from 'autocannon';

/** Closed loop: `connections` clients, each sends as soon as it is answered. @returns answers a second, and how many were not 2xx. */
export async function closedLoop({ url, method = 'GET', body, headers, connections = 32, seconds = 10 }) {
  const result = await autocannon({ url, method, body, headers, connections, duration: seconds });
  return {
    rate: result.requests.average,
    p50: result.latency.p50,
    p99: result.latency.p99,
    failed: result.non2xx + result.errors,
  };
}

/** Open loop: requests leave at their time, whether or not earlier ones were answered. Latencies in ms, from when each was due. */
export async function openLoop({ url, method = 'GET', body, headers, perSecond, seconds }) {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  const latencies = [];
  let failed = 0;
  const one = (due) =>
    new Promise((resolve) => {
      const sent = request(url, { agent, method, headers }, (answer) => {
        if (answer.statusCode !== 200) failed++;
        answer.resume().once('end', () => resolve(latencies.push(performance.now() - due)));
      });
      sent.once('error', () => resolve(failed++));
      sent.end(body);
    });
  const started = performance.now();
  const sending = [];
  for (let n = 0; n < perSecond * seconds; n++) {
    const due = started + (n * 1000) / perSecond;
    if (due > performance.now()) await sleep(due - performance.now());
    sending.push(one(due));
  }
  await Promise.all(sending);
  agent.destroy();
  return { p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99), failed };
}

/** @param share 0 to 1. Undefined for no values. */
export function quantile(values, share) {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

export const median = (values) => quantile(values, 0.5);
