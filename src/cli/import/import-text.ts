import progress from 'cli-progress';
import type { ImportCounts } from '../../import/importer.js';
import type { RecordMapper } from '../../import/to-imported.js';
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

/** What of the records is not as it was there. */
export type Kept = Pick<RecordMapper, 'unknownServices' | 'picturesLeftOut'>;

/** What came of it, in words. */
export function summary(counts: Readonly<ImportCounts>, { unknownServices, picturesLeftOut }: Kept, preview: boolean): string[] {
  const { read, new: fresh, changed, unchanged, left, refused, pictures } = counts;
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
    ...(pictures > 0
      ? [
          `${counted(pictures, 'picture')} ${preview ? 'would be' : pictures === 1 ? 'is' : 'are'} fetched by the bridge, behind those of reports`,
        ]
      : []),
    ...(picturesLeftOut > 0
      ? [`${counted(picturesLeftOut, 'picture')} left out: no http or https address, or more than media.maxFiles of one request`]
      : []),
    ...nothing,
  ];
}

const LISTED = 12;

function listed(names: readonly string[]): string {
  const more = names.length - LISTED;
  return names.slice(0, LISTED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
