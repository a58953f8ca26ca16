import type { AdapterLogger, CaseSnapshot } from '../../../src/adapter-kit/adapter.js';
import type { Readable } from '../paths/value-reader.js';
import { inOrder } from './in-order.js';
import type { SnapshotReader } from './snapshot.js';

/** The changes that rows tell, as the host can apply them. What can't be read of some is a warning, never the end of the others. */
export function changesIn(
  rows: readonly Readable[],
  reader: SnapshotReader,
  newestFirst: boolean,
  logger: AdapterLogger,
): CaseSnapshot[] {
  const read = rows.map((row) => reader.read(row));
  const nameless = read.filter(({ snapshot }) => !snapshot).length;
  if (nameless > 0) logger.warn({ rows: nameless }, 'polling.caseRef finds nothing in some of the changes: they are left out');
  const unreadable = read.flatMap(({ unreadableTime }) => unreadableTime ?? []);
  if (unreadable.length > 0)
    logger.warn(
      { rows: unreadable.length, text: unreadable[0] },
      'polling.changedAt: no format fits; taken as changes that tell no time',
    );
  return inOrder(
    read.flatMap(({ snapshot }) => snapshot ?? []),
    newestFirst,
  );
}
