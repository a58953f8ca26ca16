// For benches of what comes back: open cases, and when GET shows them closed.
import { setTimeout as sleep } from 'node:timers/promises';
import { openDatabase } from '../../dist/src/store/database.js';
import { seedOpenCases } from '../../dist/test/sync/support/open-cases.js';

/** Makes requests B-1, B-2 and so on, whose cases are called so too. */
export async function seedOpen(databaseUrl, connection, count) {
  const database = openDatabase({ connectionString: databaseUrl }, 1);
  const cases = Array.from({ length: count }, (_none, at) => ({ connection, caseRef: `B-${at + 1}` }));
  await seedOpenCases(database, cases).finally(() => database.destroy());
}

/** Asks for all that are still open, as one app with a key would, so that asking is no load of its own. */
export class ClosedWatcher {
  waiting = new Map();
  done = false;

  /** @param key without a limit of its own: an address without a key may ask 1,200 times a minute only. */
  constructor(url, key) {
    this.url = url;
    this.key = key;
  }

  closed(id) {
    return new Promise((resolve) => this.waiting.set(id, resolve));
  }

  async run() {
    while (!this.done || this.waiting.size > 0) {
      const ids = [...this.waiting.keys()].slice(0, 100);
      if (ids.length > 0) {
        for (const id of await this.closedOf(ids)) {
          this.waiting.get(id)();
          this.waiting.delete(id);
        }
      }
      await sleep(20);
    }
  }

  async closedOf(ids) {
    const query = new URLSearchParams({ service_request_id: ids.join(','), api_key: this.key });
    const answer = await fetch(`${this.url}/open311/v2/requests.json?${query}`);
    const text = await answer.text();
    if (answer.status !== 200) throw new Error(`${answer.status} ${text}`);
    return JSON.parse(text)
      .filter(({ status }) => status === 'closed')
      .map(({ service_request_id: id }) => id);
  }
}
