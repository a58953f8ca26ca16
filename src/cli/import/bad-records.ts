import { createWriteStream, type WriteStream } from 'node:fs';
import { once } from 'node:events';
import type { BadRecord } from '../../import/import-source.js';
import { counted, plain } from '../deliveries/texts.js';

const SHOWN = 50;

/** Records that were refused: the first go to the terminal, all of them into a CSV file where one is named. */
export class BadRecords {
  private readonly shown: string[] = [];
  private readonly file?: WriteStream;
  private count = 0;

  constructor(private readonly path?: string) {
    if (path === undefined) return;
    this.file = createWriteStream(path);
    this.file.write('place,id,reason\n');
  }

  add({ place, id, reason }: BadRecord): void {
    this.count += 1;
    if (this.shown.length < SHOWN) this.shown.push(`${place}: ${plain(reason)}`);
    this.file?.write(`${[place, id ?? '', reason].map(cell).join(',')}\n`);
  }

  async close(): Promise<void> {
    if (!this.file) return;
    this.file.end();
    await once(this.file, 'finish');
  }

  lines(): string[] {
    const hidden = this.count - this.shown.length;
    if (hidden === 0) return this.shown;
    const where = this.path === undefined ? '--bad FILE writes all of them' : `all of them are in ${this.path}`;
    return [...this.shown, `... and ${counted(hidden, 'more', 'more')}: ${where}`];
  }
}

/** Quoted, and no formula for a spreadsheet (OWASP, CSV injection). */
function cell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${harmless.replaceAll('"', '""')}"`;
}
