import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface TellingChange {
  readonly id: number;
  readonly caseRef: string;
  readonly status: 'open' | 'closed';
  /** Unlike that of all other changes. */
  readonly text: string;
  /** Milliseconds since 1970; no two of a case are the same. */
  readonly at: number;
}

const PAGE = 50;

/** A CRM over HTTP whose cases change as it is told, and which lists every change by its time. It knows who asked, by the user name. */
export class TellingCrm {
  /** All that it ever changed, in order. */
  readonly ledger: TellingChange[] = [];
  private readonly listeners = new Set<(user: string) => void>();
  private readonly server: Server = createServer((request, response) => this.answer(request, response));

  static async start(): Promise<TellingCrm> {
    const crm = new TellingCrm();
    await new Promise<void>((resolve) => crm.server.listen(0, '127.0.0.1', resolve));
    return crm;
  }

  /** Of a connection that polls it. @param user a setting, such as `${POLLER}`. */
  connection(user: string, sync: object): object {
    return {
      type: 'rest',
      settings: {
        baseUrl: `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`,
        auth: { kind: 'basic', username: user, password: 'password' },
        check: { path: '/changes' },
        create: { path: '/cases', body: '{}', caseRef: 'body.id' },
        changes: {
          path: '/changes',
          query: { from: '{{ from }}', to: '{{ to }}', page: '{{ page }}' },
          nextPage: 'body.next',
          list: 'body.items',
          caseRef: 'caseRef',
          status: 'status',
          publicText: 'text',
          changedAt: 'at',
        },
      },
      statusRules: [
        { when: { status: 'open' }, status: 'open', detail: 'in_progress' },
        { when: { status: 'closed' }, status: 'closed', detail: 'fixed' },
      ],
      sync,
    };
  }

  change(caseRef: string, status: TellingChange['status']): TellingChange {
    const last = this.ledger.findLast((each) => each.caseRef === caseRef);
    const id = this.ledger.length + 1;
    const change = { id, caseRef, status, text: `${caseRef} ${id}`, at: Math.max(Date.now(), (last?.at ?? 0) + 1) };
    this.ledger.push(change);
    return change;
  }

  /** Who asks next, beside this one. */
  nextToAsk(beside?: string): Promise<string> {
    return new Promise((resolve) => {
      const listen = (user: string) => {
        if (user === beside) return;
        this.listeners.delete(listen);
        resolve(user);
      };
      this.listeners.add(listen);
    });
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const user = Buffer.from(request.headers.authorization?.split(' ')[1] ?? '', 'base64')
      .toString()
      .split(':')[0]!;
    for (const listen of this.listeners) listen(user);
    const { searchParams } = new URL(request.url ?? '/', 'http://crm');
    const [from, to] = ['from', 'to'].map((name) => Date.parse(searchParams.get(name) ?? ''));
    const found = this.ledger.filter(({ at }) => at >= from! && at <= to!);
    const start = Number(searchParams.get('page') || 0);
    const end = start + PAGE;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ items: found.slice(start, end), ...(end < found.length && { next: String(end) }) }));
  }
}
