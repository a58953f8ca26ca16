import { CsvFile } from '../../import/csv-rows.js';

/** One of the City of Boston's published 311 cases, as far as the demo replays it. */
export interface BostonCase {
  readonly caseId: string;
  readonly title: string;
  readonly group: string;
  readonly type: string;
  readonly queue: string;
  readonly address?: string;
  /** Absent where the city had no place. */
  readonly point?: { readonly lat: string; readonly long: string };
  /** Absent while the case was open. */
  readonly closureReason?: string;
}

/** Where the city writes "no place given". */
const NO_PLACE = '42.3594,-71.0587';

const COLUMNS = [
  'CASE_ENQUIRY_ID',
  'CASE_STATUS',
  'CLOSURE_REASON',
  'CASE_TITLE',
  'REASON',
  'TYPE',
  'QUEUE',
  'LATITUDE',
  'LONGITUDE',
];

/** @param file the city's CSV, plain or gzipped. @throws when a column is missing, or a row can't be read. */
export async function readBostonCases(file: string): Promise<BostonCase[]> {
  const cases: BostonCase[] = [];
  for await (const row of new CsvFile(file).rows()) {
    if (!('columns' in row)) throw new Error(`${file}:${row.line}: ${row.reason}`);
    const missing = cases.length === 0 ? COLUMNS.filter((column) => row.columns[column] === undefined) : [];
    if (missing.length > 0)
      throw new Error(`${file} has no column ${missing.join(', ')}; the demo reads Boston's "311 Service Requests" CSV`);
    cases.push(toCase(row.columns));
  }
  return cases;
}

function toCase(row: Readonly<Record<string, string>>): BostonCase {
  const address = [row['Location'], row['neighborhood']].filter(Boolean).join(', ') || undefined;
  const nowhere =
    !row['LATITUDE'] || !row['LONGITUDE'] || (!row['Location'] && `${row['LATITUDE']},${row['LONGITUDE']}` === NO_PLACE);
  return {
    caseId: row['CASE_ENQUIRY_ID']!,
    title: row['CASE_TITLE'] || row['TYPE']!,
    group: row['REASON'] || 'Other',
    type: row['TYPE'] || 'Other',
    queue: row['QUEUE'] || 'Unassigned',
    address: address ?? (nowhere ? 'Boston, no place given' : undefined),
    point: nowhere ? undefined : { lat: row['LATITUDE']!, long: row['LONGITUDE']! },
    closureReason: row['CASE_STATUS'] === 'Closed' ? row['CLOSURE_REASON'] || 'Case Closed' : undefined,
  };
}
