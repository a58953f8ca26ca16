import { parse } from 'csv-parse/sync';
import type { XmlElement } from '../../../src/adapter-kit/xml/xml-element.js';
import { XmlError } from '../../../src/adapter-kit/xml/xml-error.js';
import type { SoapCsvForm } from '../settings/decoding-settings.js';

const ROW_CHARACTERS_AT_MOST = 1_000_000;

/**
 * Rows of a CSV as elements `row` with a child for each cell, named after its column; what a path can't name becomes `_`.
 * @throws XmlError for a text that is no such CSV.
 */
export function csvRows(text: string, { delimiter, quote, columns, skipLines }: SoapCsvForm): XmlElement[] {
  try {
    const records = parse(text, {
      bom: true,
      delimiter,
      quote,
      from_line: skipLines + 1,
      columns: columns ? columns.map(columnName) : (names: string[]) => names.map(columnName),
      max_record_size: ROW_CHARACTERS_AT_MOST,
      relax_column_count: true,
      skip_empty_lines: true,
    });
    return (records as object[]).map((record) => element('row', '', Object.entries(record).map(toCell)));
  } catch (error) {
    throw new XmlError(`no readable CSV: ${(error as Error).message}`);
  }
}

function toCell([name, value]: [string, unknown]): XmlElement {
  return element(name, String(value), []);
}

/** As paths write names: `Case No.` becomes `Case_No.`. */
function columnName(column: string): string {
  const name = column.trim().replaceAll(/[^\p{L}\p{N}_.-]/gu, '_');
  return /^[\p{L}_]/u.test(name) ? name : `_${name}`;
}

function element(name: string, text: string, children: readonly XmlElement[]): XmlElement {
  return { name, attributes: {}, text, children, isNil: false };
}
