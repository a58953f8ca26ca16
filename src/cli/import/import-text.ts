import progress from 'cli-progress';
import type { ImportCounts } from '../../import/importer.js';
import { counted } from '../deliveries/texts.js';

/** A bar where there is a terminal; nothing elsewhere. */
export class ImportProgress {
  private readonly bar = new progress.SingleBar({
    format: 'importing {bar} {percentage} %  {read} read, {fresh} new, {refused} refused  {eta_formatted}',
    hideCursor: true,
    clearOnComplete: true,
    stopOnComplete: false,
  });
  private readonly startedAt = performance.now();

  constructor() {
    this.bar.start(1000, 0, { read: 0, fresh: 0, refused: 0 });
  }

  show(share: number, { read, new: fresh, refused }: Readonly<ImportCounts>): void {
    this.bar.update(Math.round(share * 1000), { read, fresh, refused });
  }

  stop(): void {
    this.bar.stop();
  }

  get seconds(): number {
    return (performance.now() - this.startedAt) / 1000;
  }
}

/** What came of it, in words. */
export function summary(counts: Readonly<ImportCounts>, unknownServices: readonly string[], preview: boolean): string[] {
  const { read, new: fresh, changed, unchanged, left, refused } = counts;
  const parts = [
    `${fresh} new`,
    `${changed} changed`,
    `${unchanged} unchanged`,
    ...(left > 0 ? [`${left} left as they are here, where a CRM or an operator had the say since`] : []),
    `${refused} refused`,
  ];
  const nothing = fresh + changed === 0 ? [preview ? 'nothing would change' : 'nothing has changed'] : [];
  return [
    ...(unknownServices.length > 0
      ? [`${counted(unknownServices.length, 'service')} not offered here, kept with their requests: ${listed(unknownServices)}`]
      : []),
    `${preview ? 'would import' : 'imported'}: ${counted(read, 'record')} read: ${parts.join(', ')}`,
    ...nothing,
  ];
}

const LISTED = 12;

function listed(names: readonly string[]): string {
  const more = names.length - LISTED;
  return names.slice(0, LISTED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
