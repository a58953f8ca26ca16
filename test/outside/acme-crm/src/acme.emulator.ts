import {
  type EmulatedAnswer,
  type EmulatedCrm,
  type EmulatedRequest,
  type Emulator,
  type EmulatorOptions,
  HttpEmulator,
  type Ledger,
} from 'open311-bridge/adapter-kit';

const TOKEN = 'acme-emulator-token';

export async function startAcmeEmulator(options: EmulatorOptions): Promise<Emulator> {
  const server = await new HttpEmulator((ledger) => new Acme(ledger), options).start();
  return {
    controlUrl: server.controlUrl,
    controlPort: server.controlPort,
    servicePort: server.servicePort,
    settings: { url: server.serviceUrl, token: TOKEN },
    close: () => server.close(),
  };
}

class Acme implements EmulatedCrm {
  constructor(private readonly ledger: Ledger) {}

  operationOf({ method }: EmulatedRequest): string {
    return method === 'POST' ? 'createTicket' : 'findTickets';
  }

  answer({ headers, body, query }: EmulatedRequest, op: string): EmulatedAnswer {
    if (headers.authorization !== `Bearer ${TOKEN}`) return this.failure('auth');
    if (op === 'findTickets') {
      const ours = this.ledger.all().filter(({ fields }) => fields.ours === query.get('ours'));
      return json(
        200,
        ours.map(({ ref }) => ({ ticket: ref })),
      );
    }
    const fields = JSON.parse(body.toString()) as Record<string, unknown>;
    return json(200, { ticket: this.ledger.create((number) => `ACME-${number}`, fields).ref });
  }

  failure(mode: 'fault' | 'auth' | 'ratelimit'): EmulatedAnswer {
    return json({ fault: 422, auth: 401, ratelimit: 429 }[mode], { error: mode });
  }
}

function json(status: number, value: unknown): EmulatedAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}
