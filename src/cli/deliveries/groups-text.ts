import type { DeliveryGroups } from '../../store/dead-letters/groups.js';
import { counted, shortId, table, time } from './texts.js';

/** How many, of what, and where to look closer. */
export function groupsText({ total, groups, more }: DeliveryGroups): string {
  if (total === 0) return 'no delivery fits';
  const byReason = groups.some(({ reason }) => reason !== null);
  const head = ['how many', 'connection', 'state', 'kind', 'oldest', 'such as', ...(byReason ? ['reason'] : [])];
  const rows = groups.map(({ count, connection, state, kind, oldest, samples, reason }) => [
    String(count),
    connection,
    state,
    kind ?? '-',
    time(oldest),
    samples.map(shortId).join(' '),
    ...(byReason ? [reason ?? '-'] : []),
  ]);
  const rest = more > 0 ? [`and ${counted(more, 'smaller group')}`] : [];
  return [
    table(head, rows, byReason ? [head.length - 1, 50] : undefined),
    ...rest,
    `${counted(total, 'delivery', 'deliveries')} in all`,
  ].join('\n');
}
