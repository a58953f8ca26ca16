import { startGeoReport } from '../georeport/server.js';

/** What the parent may ask, and gets as an answer. */
export type Question = 'memory' | 'kept' | 'close';

/** The server under fuzz in a process of its own, so that its memory is its own. */
const server = await startGeoReport();
process.send!({ port: Number(new URL(server.base).port), key: server.key });
process.on('message', (question: Question) => void answer(question));

async function answer(question: Question): Promise<void> {
  if (question === 'close') {
    await server.close();
    process.disconnect();
  } else process.send!(question === 'memory' ? memory() : await kept());
}

function memory(): number {
  globalThis.gc?.();
  return process.memoryUsage().rss;
}

/** One name for each report: the token where it has one, else the id. */
async function kept(): Promise<string[]> {
  const rows = await server.store.database.selectFrom('service_request').select(['public_id', 'token']).execute();
  return rows.map(({ public_id, token }) => token ?? public_id);
}
