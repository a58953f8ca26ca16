// The floor of bench/drain.js: a bare BullMQ worker that makes the same HTTP call for each job. CRM, REDIS_URL, CONCURRENCY from the environment.
import axios from 'axios';
import http from 'node:http';
import { Worker } from 'bullmq';

const { CRM, REDIS_URL, CONCURRENCY } = process.env;
const client = axios.create({ httpAgent: new http.Agent({ keepAlive: true }), validateStatus: () => true });
const worker = new Worker(
  'floor',
  async ({ data }) => {
    const { status } = await client.post(`${CRM}/cases`, data);
    if (status !== 201) throw new Error(`answered ${status}`);
  },
  {
    connection: { url: REDIS_URL, maxRetriesPerRequest: null },
    concurrency: Number(CONCURRENCY),
    removeOnComplete: { count: 0 },
  },
);
await worker.waitUntilReady();
console.log('ready at once');
process.once('SIGTERM', () => worker.close().then(() => process.exit(0)));
