import { type Acceptance, acceptReport, earlierAcceptance } from './accept-report.js';
import type { NewReport } from './new-report.js';
import type { Database } from './database.js';
import type { PublicRequest } from './reads/public-request.js';
import { RequestReader } from './reads/request-reader.js';

export class RequestStore {
  constructor(private readonly database: Database) {}

  /** One transaction: request, reporter, media, deliveries. The same client and idempotency key give the first acceptance again. */
  async accept(report: NewReport): Promise<Acceptance> {
    return acceptReport(this.database, report);
  }

  /** What was answered to this client's key before; undefined when nothing was. */
  async acceptedBefore(
    repeat: Pick<NewReport, 'apiClientId' | 'jurisdictionId' | 'idempotencyKey'>,
  ): Promise<Acceptance | undefined> {
    return earlierAcceptance(this.database, repeat);
  }

  /** Undefined for one that is unknown or private (LIST-9). */
  async find(jurisdictionId: string, publicId: string): Promise<PublicRequest | undefined> {
    return new RequestReader(this.database).find(jurisdictionId, publicId);
  }
}
