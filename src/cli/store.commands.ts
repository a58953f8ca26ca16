import { Command } from 'commander';
import { migrate } from '../store/migrate.js';
import { joinStore } from '../store/open-store.js';
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
