import { Command } from 'commander';
import { migrate } from '../store/migrate.js';
import { joinStore } from '../store/open-store.js';
import { SyncStore } from '../store/sync.store.js';
import { load } from './configuration.js';

export function migrateCommand(): Command {
  return new Command('migrate').description('bring the database up to date (start does it too)').action(async () => {
    const store = await joinStore((await load()).store);
    try {
      const run = await migrate(store.database);
      console.log(run.length > 0 ? `ran ${run.join(', ')}` : 'the database is up to date');
    } finally {
      await store.close();
    }
  });
}

export function unmappedCommand(): Command {
  return new Command('unmapped').description("the CRMs' status words that no status rule knows").action(async () => {
    const store = await joinStore((await load()).store);
    try {
      const words = await new SyncStore(store.database).unmapped();
      if (words.length === 0) console.log('every status word is known');
      for (const { connection, status, reason, seen, sampleCaseRef } of words) {
        console.log(
          `${connection}  status "${status}"  reason "${reason}"  seen ${seen} times, for instance in case ${sampleCaseRef}`,
        );
      }
    } finally {
      await store.close();
    }
  });
}
