import type { Database } from '../../../src/store/database.js';
import { seedOpenCases } from '../support/open-cases.js';

export const CITY = 'riverton.example';
const CASES = 3;

export const caseRefsOf = (history: number): string[] => Array.from({ length: CASES }, (_none, at) => `${history}-${at}`);

/** Requests and their cases of so many histories, each at a connection of its own. */
export async function seedHistories(database: Database, first: number, count: number): Promise<void> {
  const histories = Array.from({ length: count }, (_none, at) => first + at);
  await seedOpenCases(
    database,
    histories.flatMap((history) => caseRefsOf(history).map((caseRef) => ({ connection: `${CITY}/h${history}`, caseRef }))),
  );
}
