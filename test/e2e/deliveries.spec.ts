import { openDatabase } from '../../src/store/database.js';
import { migrate } from '../../src/store/migrate.js';
import { freshDatabase } from '../support/databases.js';
import { aLane } from '../support/lanes.js';
import { runBridge } from '../support/run-bridge.js';

it('an operator sees what waits for a person, and is refused with status 1 and the way out', async () => {
  const { url, drop } = await freshDatabase();
  const database = openDatabase({ connectionString: url }, 1);
  const bridge = (...args: string[]) => runBridge(args, { DATABASE_URL: url });
  try {
    await migrate(database);
    const { ids } = await aLane(database, [{ state: 'unknown' }]);
    const listed = await bridge('deliveries', 'list', '--json');
    expect([listed.code, JSON.parse(listed.output)]).toMatchObject([0, { deliveries: [{ id: ids[0], state: 'unknown' }] }]);
    const refused = await bridge('deliveries', 'retry', ids[0]!);
    expect([refused.code, refused.output]).toEqual([
      1,
      expect.stringContaining(`open311-bridge deliveries resolve ${ids[0]} --adopt REF`),
    ]);
    const misspelt = await bridge('deliveries', 'edit', ids[0]!, '--set', 'POTHOLE');
    expect([misspelt.code, misspelt.output]).toEqual([1, expect.stringContaining('must be field=value')]);
  } finally {
    await database.destroy();
    await drop();
  }
}, 120_000);
