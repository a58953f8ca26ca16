import { sql } from 'kysely';
import type { Database } from '../database.js';
import { ActRefused } from './act-refused.js';

const LEAST_DIGITS = 8;
const DIGITS = 32;

/**
 * The id of the delivery whose id begins so; at least eight digits of it.
 * @throws ActRefused when there is none, or more than one.
 */
export async function findDelivery(database: Database, beginning: string): Promise<string> {
  const digits = beginning.toLowerCase().replaceAll('-', '');
  if (!/^[0-9a-f]{8,32}$/.test(digits)) {
    throw new ActRefused(
      `${beginning} is no id of a delivery: give at least its first ${LEAST_DIGITS} digits as deliveries list shows them`,
    );
  }
  const { rows } = await sql<{ id: string }>`
    select id from bridge.delivery
    where id between ${digits.padEnd(DIGITS, '0')}::uuid and ${digits.padEnd(DIGITS, 'f')}::uuid limit 2`.execute(database);
  if (rows.length === 1) return rows[0]!.id;
  throw new ActRefused(
    rows.length === 0
      ? `no delivery has an id that begins with ${beginning}`
      : `more than one delivery has an id that begins with ${beginning}: give more of it`,
  );
}
