import type { CallContext } from '../../src/adapter-kit/adapter.js';
import { OutcomeUnknownError, TransientError } from '../../src/adapter-kit/errors.js';
import type { CaseRef } from '../../src/domain/delivery.js';
import type { ServiceRequest } from '../../src/domain/service-request.js';
import type { Open311Client } from './open311.client.js';
import type { Open311Mapping } from './open311.mapping.js';

/** The name under which a token is kept between attempts. */
const TOKEN = 'token';
const ASK_AGAIN_MS = 10_000;

/** Files a report. A server that answers with a token is asked for the id until it has one; the report is not sent again meanwhile. */
export class Open311Creator {
  constructor(
    private readonly client: Open311Client,
    private readonly mapping: Open311Mapping,
  ) {}

  async create(request: ServiceRequest, context: CallContext): Promise<CaseRef> {
    const kept = context.kept.get(TOKEN);
    if (typeof kept === 'string') return this.idOf(kept, context);
    const headers = { 'idempotency-key': context.idempotencyKey };
    const [made] = await this.client.post('requests', this.mapping.form(request), headers, context);
    const { service_request_id: id, token } = made?.fields ?? {};
    if (id !== undefined) return id;
    if (token === undefined) throw new OutcomeUnknownError('the answer holds neither a service_request_id nor a token');
    await context.kept.keep(TOKEN, token);
    return this.idOf(token, context);
  }

  /** The report is there; what is missing is its id. */
  private async idOf(token: string, context: CallContext): Promise<CaseRef> {
    const [found] = (await this.client.find(`tokens/${encodeURIComponent(token)}`, context)) ?? [];
    const id = found?.fields['service_request_id'];
    if (id === undefined) throw new TransientError('the server took the report and has no id for it yet', ASK_AGAIN_MS);
    return id;
  }
}
