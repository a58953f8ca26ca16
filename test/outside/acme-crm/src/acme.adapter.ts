import {
  ADAPTER_CONTRACT_VERSION,
  type CallContext,
  type CrmAdapter,
  defineAdapter,
  type EarlierCase,
  fitText,
  HttpFailure,
  type HttpRequest,
  MisconfiguredError,
  OutcomeUnknownError,
  RejectedError,
  type ServiceRequest,
  silenceOf,
} from 'open311-bridge/adapter-kit';
import { AcmeQueue, AcmeSettings } from './acme.settings.js';

interface AcmeTicket {
  readonly ticket: string;
}

class AcmeAdapter implements CrmAdapter {
  constructor(private readonly settings: AcmeSettings) {}

  async check(context: CallContext): Promise<void> {
    await this.call({ method: 'GET', url: `${this.settings.url}/tickets?ours=none` }, 'read', context);
  }

  async createCase(request: ServiceRequest, context: CallContext): Promise<string> {
    const subject = fitText(`${request.serviceName} (${request.id})`, { field: 'subject', maxCharacters: 80 }, context.logger);
    const queue = this.settings.queues.find(({ service }) => service === request.serviceCode);
    // An instance only where the kit's decorators reached the bridge.
    if (queue && !(queue instanceof AcmeQueue)) throw new MisconfiguredError('the queues are no queues');
    const body = JSON.stringify({ ours: request.id, subject, text: request.description, queue: queue?.queue });
    const headers = { 'content-type': 'application/json' };
    const answer = await this.call({ method: 'POST', url: `${this.settings.url}/tickets`, headers, body }, 'write', context);
    return (answer as AcmeTicket).ticket;
  }

  async findCase(request: ServiceRequest, _since: Date, context: CallContext): Promise<EarlierCase> {
    const url = `${this.settings.url}/tickets?ours=${encodeURIComponent(request.id)}`;
    const [found] = (await this.call({ method: 'GET', url }, 'read', context)) as readonly AcmeTicket[];
    return found ? { is: 'found', caseRef: found.ticket } : { is: 'absent' };
  }

  private async call(request: HttpRequest, purpose: 'read' | 'write', { http, signal }: CallContext): Promise<unknown> {
    const headers = { ...request.headers, authorization: `Bearer ${this.settings.token}` };
    const answer = await http.request({ ...request, headers, signal }).catch((error: unknown) => {
      throw error instanceof HttpFailure ? silenceOf(error, purpose) : error;
    });
    if (answer.status === 401) throw new MisconfiguredError('Acme does not know the token: set settings.token');
    if (answer.status === 422) throw new RejectedError(answer.text);
    if (answer.status !== 200) throw new OutcomeUnknownError(`Acme answered ${answer.status}`);
    return JSON.parse(answer.text);
  }
}

export default defineAdapter({
  contractVersion: ADAPTER_CONTRACT_VERSION,
  type: 'acme',
  label: 'Acme Tickets',
  settingsClass: AcmeSettings,
  capabilities: [],
  limits: { titleCharacters: 80, media: { types: ['image/jpeg'], maxBytes: 5_000_000 } },
  create: (settings) => new AcmeAdapter(settings),
  startEmulator: async (options) => (await import('./acme.emulator.js')).startAcmeEmulator(options),
});
