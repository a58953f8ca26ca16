import type { CallContext, CaseCandidate, EarlierCase } from '../../src/adapter-kit/adapter.js';
import type { ServiceRequest } from '../../src/domain/service-request.js';
import type { Open311Client } from './open311.client.js';
import type { Open311Mapping } from './open311.mapping.js';
import { moment, momentText } from './open311.moments.js';
import type { GeoReportEntry } from './open311.records.js';
import type { Open311Settings } from './open311.settings.js';

const CANDIDATES_AT_MOST = 20;

/** GeoReport knows no look-up by a sender's reference: the public list since the first attempt is read for the line that each description ends with. */
export class Open311LookUpReader {
  constructor(
    private readonly settings: Pick<Open311Settings, 'lookUp' | 'repeatsAnswer'>,
    private readonly client: Open311Client,
    private readonly mapping: Open311Mapping,
  ) {}

  async find(request: ServiceRequest, since: Date, context: CallContext): Promise<EarlierCase> {
    const reference = this.mapping.reference(request);
    if (reference === undefined) return this.notFound('lookUp.by is none', []);
    const { pageSize, pages } = this.settings.lookUp;
    const seen: GeoReportEntry[] = [];
    for (let page = 1; page <= pages; page += 1) {
      const entries = await this.page(request, since, page, context);
      const found = entries.find((entry) => isOf(entry, reference));
      if (found) return { is: 'found', caseRef: found.fields['service_request_id']! };
      seen.push(...entries);
      if (entries.length < pageSize) return this.absent();
      // A server that knows no pages gives the first one again.
      if (page > 1 && sameIds(entries, seen.slice(-2 * entries.length, -entries.length)))
        return this.notFound('the list has more reports than the server shows', seen);
    }
    return this.notFound(`it is not among the ${seen.length} newest reports`, seen);
  }

  private async page(request: ServiceRequest, since: Date, page: number, context: CallContext): Promise<GeoReportEntry[]> {
    const { pageSize } = this.settings.lookUp;
    const query = [
      ['service_code', this.mapping.serviceCode(request)],
      ['start_date', momentText(since)],
      ['page', String(page)],
      ['page_size', String(pageSize)],
    ] as const;
    return this.client.list('requests', query, context);
  }

  private absent(): EarlierCase {
    return { is: 'absent' };
  }

  /** Where a repeated report gets its first answer, doubt costs nothing: it is sent again. */
  private notFound(reason: string, seen: readonly GeoReportEntry[]): EarlierCase {
    if (this.settings.repeatsAnswer) return { is: 'absent' };
    return { is: 'unknowable', reason, candidates: seen.slice(0, CANDIDATES_AT_MOST).flatMap(toCandidate) };
  }
}

function isOf({ fields }: GeoReportEntry, reference: string): boolean {
  const lines = (fields['description'] ?? '').split(/\r\n|\r|\n/).map((line) => line.trim());
  return fields['service_request_id'] !== undefined && lines.includes(reference);
}

function sameIds(some: readonly GeoReportEntry[], others: readonly GeoReportEntry[]): boolean {
  const ids = (entries: readonly GeoReportEntry[]) => entries.map(({ fields }) => fields['service_request_id']).join();
  return ids(some) === ids(others);
}

function toCandidate({ fields }: GeoReportEntry): CaseCandidate[] {
  const { service_request_id: caseRef, lat, long, requested_datetime: requested } = fields;
  if (caseRef === undefined) return [];
  const point = lat !== undefined && long !== undefined ? { lat: Number(lat), long: Number(long) } : undefined;
  return [{ caseRef, createdAt: moment(requested), point, sameService: true }];
}
