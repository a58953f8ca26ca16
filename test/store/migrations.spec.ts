import { readdirSync, readFileSync } from 'node:fs';
import { sql } from 'kysely';
import { type Database, openDatabase } from '../../src/store/database.js';
import { migrate, MIGRATIONS } from '../../src/store/migrate.js';
import { freshDatabase } from '../support/databases.js';
import { serveEmbedded } from '../support/stores.js';

/** Two pools on one empty database, as two processes have. */
async function twoOnPostgres() {
  const { url, drop } = await freshDatabase();
  return { pools: [1, 2].map(() => openDatabase({ connectionString: url }, 2)), end: drop };
}

async function twoOnEmbedded() {
  const served = await serveEmbedded();
  return { pools: [1, 2].map(() => openDatabase(served.address, 2)), end: () => served.close() };
}

type Columns = Record<string, string>;

/** What a column's type in `tables/` says of the column. A type of words is kept as text. */
function declared(type: string): string {
  const nullable = type.includes('| null') || type === 'MaybeMoment';
  const bare = type.replace(/ \| null$/, '').replace(/^Generated<(.*)>$/, '$1');
  const kinds: Record<string, string> = {
    Moment: 'moment',
    MaybeMoment: 'moment',
    number: 'number',
    boolean: 'boolean',
    Buffer: 'bytes',
    Date: 'moment',
    'string[]': 'texts',
  };
  const kind = kinds[bare] ?? (bare.startsWith('Json<') ? 'json' : 'text');
  return `${kind}${nullable ? ' or null' : ''}${type.startsWith('Generated<') ? ', generated' : ''}`;
}

/** What PostgreSQL says. `bigint` and `uuid` come out of `pg` as text. */
function found({ type, nullable, generated }: { type: string; nullable: boolean; generated: boolean }): string {
  const kinds: Record<string, string> = {
    timestamptz: 'moment',
    int4: 'number',
    float8: 'number',
    bool: 'boolean',
    bytea: 'bytes',
    _text: 'texts',
    jsonb: 'json',
    text: 'text',
    int8: 'text',
    uuid: 'text',
    tsvector: 'text',
  };
  return `${kinds[type] ?? type}${nullable ? ' or null' : ''}${generated ? ', generated' : ''}`;
}

function declaredTables(): Record<string, Columns> {
  const areas = readdirSync('src/store/tables').map((name) => `tables/${name}`);
  const source = ['tables.ts', ...areas].map((path) => readFileSync(`src/store/${path}`, 'utf8')).join('\n');
  const blocks = [...source.matchAll(/^(?:export )?interface (\w+) \{\n([\s\S]*?)^\}/gm)];
  const fieldsOf = (body: string) => [...body.matchAll(/^ {2}(\w+): (.+);$/gm)].map(([, name, type]) => [name!, type!] as const);
  const interfaces = new Map(blocks.map(([, name, body]) => [name!, fieldsOf(body!)]));
  return Object.fromEntries(
    interfaces
      .get('Tables')!
      .map(([table, type]) => [
        table,
        Object.fromEntries(interfaces.get(type)!.map(([column, kind]) => [column, declared(kind)])),
      ]),
  );
}

async function migratedTables(database: Database): Promise<Record<string, Columns>> {
  const { rows } = await sql<{ table: string; column: string; type: string; nullable: boolean; generated: boolean }>`
    select table_name as table, column_name as column, udt_name as type, is_nullable = 'YES' as nullable,
      is_identity = 'YES' or column_default is not null or is_generated = 'ALWAYS' as generated
    from information_schema.columns where table_schema = 'bridge' and table_name <> 'migration'`.execute(database);
  const tables: Record<string, Columns> = {};
  for (const row of rows) (tables[row.table] ??= {})[row.column] = found(row);
  return tables;
}

describe.each([
  ['PostgreSQL', twoOnPostgres],
  ['the embedded database', twoOnEmbedded],
])('on an empty %s', (_name, open) => {
  let pools: Database[];
  let end: () => Promise<void>;
  let ran: string[][];
  beforeAll(async () => {
    ({ pools, end } = await open());
    ran = await Promise.all(pools.map((pool) => migrate(pool)));
  });
  afterAll(async () => {
    await Promise.all(pools.map((pool) => pool.destroy()));
    await end();
  });

  it('lets one of two processes that start together run the migrations, and the other wait for it', async () => {
    const all = MIGRATIONS.map(({ name }) => name);
    expect(ran.toSorted((one, other) => one.length - other.length)).toEqual([[], all]);
    const { rows } = await sql<{ name: string }>`select name from bridge.migration order by name`.execute(pools[0]!);
    expect(rows.map(({ name }) => name)).toEqual(all);
  });

  it('leaves what is stored alone when they are run again', async () => {
    await sql`insert into bridge.sync_cursor (connection) values ('kept')`.execute(pools[0]!);
    expect(await migrate(pools[1]!)).toEqual([]);
    expect((await sql`select connection from bridge.sync_cursor`.execute(pools[1]!)).rows).toEqual([{ connection: 'kept' }]);
  });

  it('makes the very tables and columns that the code believes in', async () => {
    const tables = await migratedTables(pools[0]!);
    expect(tables).toEqual(declaredTables());
    expect(tables['delivery']).toMatchObject({ id: 'text', fence: 'number', claimed_at: 'moment or null' });
  });
});
