import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { ServiceType } from '../domain/service.js';
import type { Database, Tx } from './database.js';
import { insertReport } from './insert-report.js';
import type { NewReport } from './new-report.js';
import { hasNoNumbers, isNumberTaken, makeNumbers } from './public-numbers.js';

/** What was kept: for a report that had come before, what was kept then, and no new deliveries. */
export interface Acceptance {
  readonly publicId: string;
  readonly token?: string;
  readonly notice?: string;
  readonly serviceType: ServiceType;
  /** It had come before; nothing of this one was kept. */
  readonly isRepeat?: boolean;
  /** The reporter's account, as the client sent it. */
  readonly accountId?: string;
  /** Connections that it goes to. */
  readonly connections: readonly string[];
}

/**
 * Everything of one report in one statement, and so in one transaction and one round trip. The same client and idempotency key give the
 * first acceptance again: the insert waits for a twin that is being kept at this instant.
 */
export async function acceptReport(database: Database, report: NewReport): Promise<Acceptance> {
  const token = report.serviceType === 'batch' ? randomBytes(16).toString('hex') : undefined;
  const deliveries = report.destinations.map(({ connection, role }) => ({ id: randomUUID(), connection, role }));
  const hash = report.idempotencyKey === undefined ? undefined : hashOf(report.idempotencyKey);
  const insert = () => insertReport(database, report, { token, idempotencyHash: hash, deliveries });
  const publicId = await insert().catch(async (error: unknown) => {
    if (hasNoNumbers(error)) await makeNumbers(database, report.jurisdictionId);
    // Imported requests bring numbers along, and ours go on after them: the next one is free.
    else if (!isNumberTaken(error)) throw error;
    return insert();
  });
  if (publicId === undefined) return (await earlierAcceptance(database, report))!;
  return {
    publicId,
    token,
    notice: report.notice,
    serviceType: report.serviceType,
    accountId: report.reporter.accountId,
    connections: deliveries.map(({ connection }) => connection),
  };
}

/** The first answer again, whatever the report says now; undefined when there was none, or no key. */
export async function earlierAcceptance(
  database: Database | Tx,
  { apiClientId, jurisdictionId, idempotencyKey }: Pick<NewReport, 'apiClientId' | 'jurisdictionId' | 'idempotencyKey'>,
): Promise<Acceptance | undefined> {
  if (idempotencyKey === undefined) return undefined;
  const row = await database
    .selectFrom('service_request')
    .leftJoin('reporter', 'reporter.request_id', 'service_request.id')
    .select(['public_id', 'token', 'service_notice', 'service_type', 'reporter.account_id'])
    .where('api_client_id', '=', apiClientId)
    .where('jurisdiction_id', '=', jurisdictionId)
    .where('idempotency_hash', '=', hashOf(idempotencyKey))
    .executeTakeFirst();
  return (
    row && {
      publicId: row.public_id,
      token: row.token ?? undefined,
      notice: row.service_notice ?? undefined,
      serviceType: row.service_type,
      accountId: row.account_id ?? undefined,
      isRepeat: true,
      connections: [],
    }
  );
}

function hashOf(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
