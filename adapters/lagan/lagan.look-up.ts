import type { AdapterLogger, EarlierCase } from '../../src/adapter-kit/adapter.js';
import type { XmlElement } from '../../src/adapter-kit/xml/xml-element.js';
import { type CaseSearch, type FoundCase, toFoundCase } from './lagan.mapping.js';
import type { LaganSettings } from './lagan.settings.js';

export interface SoughtCase {
  /** Our id. */
  readonly id: string;
  /** As it was sent. */
  readonly title: string;
  readonly eventCode: number;
  /** No case of ours is older. */
  readonly since: Date;
}

type Search = (search: CaseSearch) => Promise<readonly XmlElement[]>;

/** Looks for the case that a lost answer may have left (contract section 10). A case is ours when our id stands in its title. */
export async function lookForCase(
  { id, title, eventCode, since }: SoughtCase,
  { resultsLimit, timeZone }: Pick<LaganSettings, 'resultsLimit' | 'timeZone'>,
  search: Search,
  logger: AdapterLogger,
): Promise<EarlierCase> {
  const looks: CaseSearch[] = [
    { title, eventCode, createdAfter: since, resultsLimit },
    // It may have been reclassified meanwhile, or the CRM's clock be wrong; our title is unmistakable.
    { title, resultsLimit },
    // The CRM may have altered the title, or the template is another by now. In a busy hour this look can't see everything.
    { eventCode, createdAfter: since, resultsLimit },
  ];
  for (const look of looks) {
    const rows = await search(look);
    const ours = rows
      .map((row) => toFoundCase(row, timeZone))
      .filter((row) => row !== undefined && holdsId(row.title, id)) as FoundCase[];
    if (ours.length > 0) return found(ours, logger);
    if (rows.length < resultsLimit) continue;
    if (look.title)
      return {
        is: 'unknowable',
        reason: `the CRM finds ${rows.length} or more cases under the title "${title}", none of them with our id`,
      };
    logger.info(
      { eventCode, rows: rows.length },
      'more cases than one search brings; trusting the exact title, which was not found',
    );
  }
  return { is: 'absent' };
}

function found(ours: readonly FoundCase[], logger: AdapterLogger): EarlierCase {
  const [oldest, ...others] = ours.toSorted(
    (a, b) => (a.opened?.getTime() ?? Infinity) - (b.opened?.getTime() ?? Infinity) || a.caseRef.localeCompare(b.caseRef),
  );
  if (others.length > 0)
    logger.warn({ caseRefs: ours.map(({ caseRef }) => caseRef) }, 'more than one case carries our id; taking the oldest');
  return { is: 'found', caseRef: oldest!.caseRef };
}

/** As a word of its own: 26-1 does not stand in 26-12. */
export function holdsId(text: string, id: string): boolean {
  for (let at = text.indexOf(id); at >= 0; at = text.indexOf(id, at + 1)) {
    const touching = (text[at - 1] ?? ' ') + (text[at + id.length] ?? ' ');
    if (!/[\p{L}\p{N}]/u.test(touching)) return true;
  }
  return false;
}
