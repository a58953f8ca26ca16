import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { PassThrough, Transform, pipeline } from 'node:stream';
import { pipeline as allOf } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { CsvError, parse } from 'csv-parse';
import iconv from 'iconv-lite';

/** Bytes of one row: a quote that is never closed must not take the rest of the file into memory. */
const LONGEST_ROW = 1024 * 1024;

export interface CsvRow {
  /** On which it ends, from 1; the line of the column names counts. */
  readonly line: number;
  /** Column -> text as it stands. */
  readonly columns: Readonly<Record<string, string>>;
}

/** A row that is not as long as the first one, or otherwise no row. */
export interface BadCsvRow {
  readonly line: number;
  readonly reason: string;
}

export interface CsvOptions {
  readonly delimiter?: string;
  readonly encoding?: string;
}

/** A CSV file with the names of its columns in its first line, plain or gzipped, row by row; its size does not matter. */
export class CsvFile {
  private bytesRead = 0;
  private bytes = 1;

  constructor(
    readonly path: string,
    private readonly options: CsvOptions = {},
  ) {}

  /** How much of the file is read, from 0 to 1. */
  get share(): number {
    return Math.min(1, this.bytesRead / this.bytes);
  }

  /** SHA-256 of the file as it lies there. */
  async digest(): Promise<string> {
    const hash = createHash('sha256');
    await allOf(createReadStream(this.path), hash);
    return hash.digest('base64url');
  }

  /** @throws Error when there is no such file, or nothing more of it can be read. */
  async *rows(): AsyncIterable<CsvRow | BadCsvRow> {
    const bad: BadCsvRow[] = [];
    const parser = parse({
      columns: true,
      bom: true,
      info: true,
      skip_empty_lines: true,
      skip_records_with_error: true,
      delimiter: this.options.delimiter ?? ',',
      record_delimiter: ['\r\n', '\n', '\r'],
      max_record_size: LONGEST_ROW,
      on_skip: (error) => {
        bad.push({ line: lineOf(error), reason: error?.message ?? 'is no row' });
        return undefined;
      },
    });
    for await (const { record, info } of await this.into(parser)) {
      yield* bad.splice(0);
      yield { line: (info as { lines: number }).lines, columns: record as Record<string, string> };
    }
    yield* bad;
  }

  private async into(parser: Transform): Promise<AsyncIterable<{ record: unknown; info: unknown }>> {
    this.bytes = Math.max(1, (await stat(this.path)).size);
    const counter = new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        this.bytesRead += chunk.length;
        done(null, chunk);
      },
    });
    const unpack = (await isGzip(this.path)) ? createGunzip() : new PassThrough();
    const { encoding = 'utf-8' } = this.options;
    // pipeline closes them all; what fails is thrown by whoever reads the parser.
    if (/^utf-?8$/i.test(encoding)) pipeline(createReadStream(this.path), counter, unpack, parser, () => undefined);
    else
      pipeline(
        createReadStream(this.path),
        counter,
        unpack,
        iconv.decodeStream(encoding) as unknown as Transform,
        parser,
        () => undefined,
      );
    return parser;
  }
}

async function isGzip(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await file.close();
  }
}

function lineOf(error: CsvError | undefined): number {
  return Number((error as { lines?: number } | undefined)?.lines ?? 0);
}
