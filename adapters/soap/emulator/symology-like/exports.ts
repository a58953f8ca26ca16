import type { EmulatedAnswer, EmulatedRequest } from '../../../../src/adapter-kit/emulator/http-emulator.js';
import type { Ledger, LedgerCase } from '../../../../src/adapter-kit/emulator/ledger.js';
import { buildXml } from '../../../../src/adapter-kit/xml/xml.js';
import { node } from '../../../../src/adapter-kit/xml/xml-node.js';
import { htmlPage } from '../shared/soap-answers.js';
import { standing } from './requests.js';
import { SYMOLOGY_CREDENTIALS } from './credentials.js';

const COLUMNS = ['CRNo', 'HistoryID', 'Stage', 'EventDescription', 'PublicComment', 'HistoryDate', 'HistoryTime'];

/** All that changed, as the nightly export has it: a file is written anew with the rows of the days before, so that rows come again and again. */
export function updatesFile(ledger: Ledger, { path, headers }: EmulatedRequest): EmulatedAnswer {
  const { username, password } = SYMOLOGY_CREDENTIALS;
  if (headers.authorization !== `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`)
    return htmlPage(401, 'Unauthorized', { 'www-authenticate': 'Basic realm="exports"' });
  const rows = ledger.all().flatMap((each) => [rowOf(each), rowOf(each)]);
  if (path.endsWith('/updates.csv')) return file('text/csv', [COLUMNS, ...rows].map(csvLine).join(''));
  if (path.endsWith('/updates.xml')) return file('application/xml', buildXml(node('Updates', rows.map(xmlRow))));
  return htmlPage(404, 'Not Found');
}

function rowOf(entry: LedgerCase): string[] {
  const fields = new Map(standing(entry));
  const historyId = `${entry.ref}-${Date.parse(entry.modifiedAt)}`;
  return [entry.ref, historyId, ...COLUMNS.slice(2).map((column) => fields.get(column) ?? '')];
}

function csvLine(cells: readonly string[]): string {
  return `${cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\r\n`;
}

function xmlRow(cells: readonly string[]) {
  return node(
    'Update',
    COLUMNS.map((column, index) => node(column, cells[index]!)),
  );
}

function file(type: string, body: string): EmulatedAnswer {
  return { status: 200, headers: { 'content-type': `${type}; charset=utf-8` }, body };
}
