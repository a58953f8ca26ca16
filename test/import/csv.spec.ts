import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { CsvSource } from '../../src/import/csv-source.js';
import { type ImportRun, Importer } from '../../src/import/importer.js';
import type { BadRecord } from '../../src/import/import-source.js';
import { readMap } from '../../src/import/map-file.js';
import { RecordMapper } from '../../src/import/to-imported.js';
import { ImportStore } from '../../src/store/imports/import.store.js';
import { RequestReader } from '../../src/store/reads/request-reader.js';
import { aCity } from '../georeport/server.js';
import { anImportTarget } from '../support/an-imported-request.js';
import { onPostgres, type TestStore } from '../support/stores.js';

const MAP = {
  columns: { service_request_id: 'No', status: 'State', requested_datetime: 'Opened', service_name: 'Kind', description: 'Text' },
  statuses: { Done: 'fixed', New: 'open' },
  dates: { patterns: ['MM/dd/yyyy hh:mm:ss a'], timeZone: 'America/New_York' },
};
const HEAD = 'No,State,Opened,Kind,Text,lat,long\n';
const row = (id: string, rest = 'Done,01/01/2015 12:25:23 AM,Pothole,A hole,42.3,-71.1') => `${id},${rest}\n`;

let store: TestStore;
let folder: string;
beforeAll(async () => {
  store = await onPostgres();
  folder = mkdtempSync(join(tmpdir(), 'bridge-import-'));
});
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

async function run(name: string, content: string | Buffer, overrides: Partial<ImportRun> = {}) {
  const path = join(folder, name);
  writeFileSync(path, content);
  const map = await readMap(undefined, MAP, {});
  const bad: BadRecord[] = [];
  const importer = new Importer(new ImportStore(store.database), {
    target: anImportTarget({ source: name }),
    source: new CsvSource(path, map),
    mapper: new RecordMapper(aCity('riverton.example'), map, { keepIds: true, withCases: false, pictures: 0 }),
    preview: false,
    restart: false,
    onBad: (each) => bad.push(each),
    onProgress: () => undefined,
    signal: new AbortController().signal,
    ...overrides,
  });
  return { counts: await importer.all(), bad };
}

it('tells each bad row with its line and every reason, and takes all the others', async () => {
  const { counts, bad } = await run(
    'bad.csv',
    HEAD +
      row('1') +
      row('2', 'Lost,32/01/2015,Pothole,,95,-71.1') +
      '3,too,short\n' +
      row('', 'Done,01/01/2015 12:25:23 AM,Pothole,,,') +
      row('5', 'Done,01/01/2015 12:25:23 AM,Pothole,"two\nlines",,') +
      row('6', 'Done,01/01/2015 12:25:23 AM,Pothole,a\0b,,') +
      row('1', 'New,01/01/2015 12:25:23 AM,Pothole,other,,') +
      row('5', 'Done,01/01/2015 12:25:23 AM,Pothole,"two\nlines",,') +
      row('9'),
  );
  expect(bad.map(({ place, reason }) => `${place}: ${reason}`)).toEqual([
    expect.stringMatching(/^line 4: .*columns/i),
    expect.stringMatching(/^line 3: status "Lost".*; requested_datetime "32\/01\/2015".*; lat "95"/),
    'line 5: service_request_id is missing',
    expect.stringMatching(/^line 9: an earlier record of this source has the id 1/),
    expect.stringMatching(/^line 8: the database can't keep it/),
  ]);
  expect(counts).toMatchObject({ read: 8, new: 3, refused: 5 });
});

it('reads a gzipped file, its dates in the zone of there, and a service by its name', async () => {
  await run('packed.csv.gz', gzipSync(HEAD + row('G-1')));
  expect(await new RequestReader(store.database).find('riverton.example', 'G-1')).toMatchObject({
    id: 'G-1',
    serviceCode: 'POTHOLE',
    detailedStatus: 'fixed',
    requestedAt: new Date('2015-01-01T05:25:23Z'),
  });
});

it('goes on where a run was cut off, and finds nothing to do once it came to its end', async () => {
  const rows = Array.from({ length: 1200 }, (_, n) => row(`R-${n}`)).join('');
  const stop = new AbortController();
  const first = await run('long.csv', HEAD + rows, { signal: stop.signal, onProgress: () => stop.abort() });
  expect(first.counts).toMatchObject({ read: 500, new: 500 });
  expect((await run('long.csv', HEAD + rows)).counts).toMatchObject({ read: 700, new: 700 });
  expect((await run('long.csv', HEAD + rows)).counts).toMatchObject({ read: 1200, new: 0, changed: 0, unchanged: 1200 });
});

it('starts from the beginning when the file is another one than that which was cut off', async () => {
  const rows = Array.from({ length: 600 }, (_, n) => row(`S-${n}`)).join('');
  const stop = new AbortController();
  await run('swapped.csv', HEAD + rows, { signal: stop.signal, onProgress: () => stop.abort() });
  expect((await run('swapped.csv', HEAD + row('S-new') + rows)).counts).toMatchObject({ read: 601, new: 101, unchanged: 500 });
});

it('names the columns that are not there, and those that are', async () => {
  await expect(run('other.csv', 'id,when\n1,2\n')).rejects.toThrow(
    /has no column No, State, Opened, Kind, Text; it has id, when/,
  );
});
