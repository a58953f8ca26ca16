import type { AdapterLogger, CaseCandidate, EarlierCase } from '../../src/adapter-kit/adapter.js';
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
type LookSettings = Pick<LaganSettings, 'resultsLimit' | 'timeZone'>;

/** What the look-up works with. */
export interface LookUp {
  readonly search: Search;
  readonly logger: AdapterLogger;
  readonly toCandidate: (found: FoundCase) => CaseCandidate;
}

/** Looks for the case that a lost answer may have left (contract section 10). A case is ours when our id stands in its title. */
export async function lookForCase(sought: SoughtCase, settings: LookSettings, look: LookUp): Promise<EarlierCase> {
  const { id, title, eventCode, since } = sought;
  const { resultsLimit, timeZone } = settings;
  const searches: CaseSearch[] = [
    { title, eventCode, createdAfter: since, resultsLimit },
    // It may have been reclassified meanwhile, or the CRM's clock be wrong; our title is unmistakable.
    { title, resultsLimit },
    // The CRM may have altered the title, or the template is another by now. In a busy hour this look can't see everything.
    { eventCode, createdAfter: since, resultsLimit },
  ];
  for (const search of searches) {
    const rows = await look.search(search);
    const ours = readable(rows, timeZone).filter((row) => holdsId(row.title, id));
    if (ours.length > 0) return found(ours, look.logger);
    if (rows.length < resultsLimit) continue;
    if (search.title) return unknowable(sought, settings, look, rows.length);
    look.logger.info(
      { eventCode, rows: rows.length },
      'more cases than one search brings; trusting the exact title, which was not found',
    );
  }
  return { is: 'absent' };
}

function readable(rows: readonly XmlElement[], timeZone: string): FoundCase[] {
  return rows.flatMap((row) => toFoundCase(row, timeZone) ?? []);
}

/** The site's title search is not exact. Cases of this kind that were made since may be ours, unless they carry the id of another report. */
async function unknowable(
  { id, title, eventCode, since }: SoughtCase,
  { resultsLimit, timeZone }: LookSettings,
  look: LookUp,
  strangers: number,
): Promise<EarlierCase> {
  const rows = readable(await look.search({ eventCode, createdAfter: since, resultsLimit }), timeZone);
  const ours = rows.filter((row) => holdsId(row.title, id));
  if (ours.length > 0) return found(ours, look.logger);
  const otherId = likeId(id);
  const candidates = rows.filter((row) => !otherId.test(row.title) && !(row.opened && row.opened < since));
  const reason = `the CRM finds ${strangers} or more cases under the title "${title}", none of them with our id`;
  return { is: 'unknowable', reason, candidates: candidates.map(look.toCandidate) };
}

/** Fits texts with a word that is built as our id is, digit for digit: a report of ours, though not this one. */
function likeId(id: string): RegExp {
  const shape = [...id].map((each) =>
    /\d/.test(each) ? '\\d' : /\p{L}/u.test(each) ? '\\p{L}' : `\\u{${each.codePointAt(0)!.toString(16)}}`,
  );
  return new RegExp(`(?<![\\p{L}\\p{N}])${shape.join('')}(?![\\p{L}\\p{N}])`, 'u');
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
