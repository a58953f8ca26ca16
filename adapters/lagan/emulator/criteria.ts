import { parseDateTime } from '../../../src/adapter-kit/xml/date-time.js';
import { textOf, type XmlElement } from '../../../src/adapter-kit/xml/xml-element.js';
import type { Criteria } from './case-book.js';
import { ERROR_CODES, FlException } from './fl-answers.js';

const UNDERSTOOD = new Set([
  ...['CaseReference', 'Status', 'ClassificationEventCode', 'Title', 'Queue', 'RaisedByUser', 'CreatedAfter', 'CreatedBefore'],
  ...['PriorityMinimum', 'PriorityMaximum', 'ResultsLimit', 'LastModifiedDateFrom', 'LastModifiedDateTo'],
]);

/** From `FWTCaseSearch`. @throws FlException for a criterion that this stand-in would have to ignore. */
export function toCriteria(search: XmlElement, resultsBound: number): Criteria {
  const strange = search.children.find(({ name }) => !UNDERSTOOD.has(name));
  if (strange) throw new FlException(`This stand-in does not search by ${strange.name}`, ERROR_CODES.notSupported);
  const date = (name: string) => isoDate(textOf(search, name));
  const number = (name: string) => numberIn(textOf(search, name));
  return {
    ref: textOf(search, 'CaseReference'),
    title: textOf(search, 'Title'),
    status: textOf(search, 'Status'),
    raisedBy: textOf(search, 'RaisedByUser', 'UserID'),
    createdFrom: date('CreatedAfter'),
    createdTo: date('CreatedBefore'),
    modifiedFrom: date('LastModifiedDateFrom'),
    modifiedTo: date('LastModifiedDateTo'),
    priorityFrom: number('PriorityMinimum'),
    priorityTo: number('PriorityMaximum'),
    fields: { ClassificationEventCode: textOf(search, 'ClassificationEventCode'), Queue: textOf(search, 'Queue') },
    limit: Math.min(number('ResultsLimit') ?? resultsBound, resultsBound),
  };
}

/** The ledger's spelling, so that times compare as texts; a time without a zone is UTC here. */
function isoDate(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const date = parseDateTime(text, 'UTC');
  if (!date) throw new FlException(`${text} is no date this stand-in reads`, ERROR_CODES.notSupported);
  return date.toISOString();
}

function numberIn(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}
