import { type BadCsvRow, CsvFile, type CsvRow } from './csv-rows.js';
import { FIELDS, type Field, type ImportMap } from './import-map.js';
import type { BadRecord, Chunk, ImportSource, SourceRecord } from './import-source.js';

const ROWS_AT_ONCE = 500;

/** Rows of this very file, by its digest, that need not be read again. */
interface Position {
  readonly file: string;
  readonly rows: number;
}

/** A CSV file: a request a row. */
export class CsvSource implements ImportSource {
  private readonly file: CsvFile;

  constructor(
    path: string,
    private readonly map: ImportMap,
  ) {
    this.file = new CsvFile(path, map);
  }

  async *read(position: unknown): AsyncIterable<Chunk> {
    const digest = await this.file.digest();
    const done = isPosition(position) && position.file === digest ? position.rows : 0;
    let rows = 0;
    let chunk: (CsvRow | BadCsvRow)[] = [];
    let checked = false;
    for await (const row of this.file.rows()) {
      if ('columns' in row && !checked) checked = this.checkColumns(row);
      if (++rows <= done) continue;
      chunk.push(row);
      if (chunk.length < ROWS_AT_ONCE) continue;
      yield this.chunkOf(chunk, { file: digest, rows });
      chunk = [];
    }
    yield this.chunkOf(chunk, { file: digest, rows });
  }

  /** @throws Error naming the columns that the map speaks of and the file has not. */
  private checkColumns({ columns }: CsvRow): true {
    const named = [...Object.values(this.map.columns), ...Object.values(this.map.attributes)].flatMap(alternatives);
    const missing = [...new Set(named)].filter((column) => !Object.hasOwn(columns, column));
    if (missing.length > 0)
      throw new Error(`${this.file.path} has no column ${missing.join(', ')}; it has ${Object.keys(columns).join(', ')}`);
    const needed = (['service_request_id', 'requested_datetime'] as const).filter(
      (field) => this.map.columns[field] === undefined && !Object.hasOwn(columns, field),
    );
    if (needed.length > 0)
      throw new Error(
        `${this.file.path} has no column ${needed.join(' or ')}: say which one it is, such as --column ${needed[0]}=COLUMN; it has ${Object.keys(columns).join(', ')}`,
      );
    return true;
  }

  private chunkOf(rows: readonly (CsvRow | BadCsvRow)[], position: Position): Chunk {
    const records: SourceRecord[] = [];
    const bad: BadRecord[] = [];
    for (const row of rows) {
      if ('columns' in row) records.push(this.recordOf(row));
      else bad.push({ place: `line ${row.line}`, reason: row.reason });
    }
    return { records, bad, position, share: this.file.share };
  }

  private recordOf({ line, columns }: CsvRow): SourceRecord {
    const { media_url: media, ...fields } = this.fieldsOf(columns);
    const attributes = Object.entries(this.map.attributes).flatMap(([code, column]) => {
      const value = firstOf(columns, column);
      return value === undefined ? [] : [{ code, values: [value] }];
    });
    return { place: `line ${line}`, fields, attributes, mediaUrls: media === undefined ? [] : media.split(/[\s|]+/) };
  }

  private fieldsOf(columns: Readonly<Record<string, string>>): Partial<Record<Field, string>> {
    const found = FIELDS.map((field) => [field, firstOf(columns, this.map.columns[field] ?? field)] as const);
    return Object.fromEntries(found.filter(([, value]) => value !== undefined)) as Partial<Record<Field, string>>;
  }
}

const alternatives = (column: string) => column.split('|').map((each) => each.trim());

function firstOf(columns: Readonly<Record<string, string>>, column: string): string | undefined {
  return alternatives(column)
    .map((each) => columns[each]?.trim())
    .find((value) => value !== undefined && value !== '');
}

function isPosition(position: unknown): position is Position {
  const { file, rows } = (position ?? {}) as Partial<Position>;
  return typeof file === 'string' && typeof rows === 'number';
}
