import type { CrmAdapter } from '../../src/adapter-kit/adapter.js';
import { deepMerge } from '../../src/settings/plain.js';
import { soap } from '../../adapters/soap/soap.adapter.js';
import { SoapSettings } from '../../adapters/soap/soap.settings.js';
import { validated } from '../adapter-kit/adapter-bench.js';
import { type Answer, AnsweringServer, type Received } from '../adapter-kit/answering-server.js';

/** A SOAP service that says what a test wants it to say. */
export class SoapSite {
  private constructor(readonly server: AnsweringServer) {}

  static async start(): Promise<SoapSite> {
    return new SoapSite(await AnsweringServer.start());
  }

  /** Answers by the local name of the first element in the body. */
  answers(byRoot: Readonly<Record<string, string | Answer | ((received: Received) => string | Answer)>>): void {
    this.server.answer = (received) => {
      const root = rootOf(received.body);
      const given = byRoot[root];
      const answer = typeof given === 'function' ? given(received) : given;
      if (answer === undefined) throw new Error(`no answer for ${root}`);
      return typeof answer === 'string' ? inEnvelope(answer) : answer;
    };
  }

  /** Local names of what was asked for, in order. */
  get asked(): string[] {
    return this.server.received.map(({ body }) => rootOf(body));
  }

  get last(): Received {
    return this.server.received.at(-1)!;
  }

  /** @param changes laid over `SIMPLE`. */
  adapter(changes: object = {}): CrmAdapter {
    return soap.create(this.settings(changes));
  }

  settings(changes: object = {}): SoapSettings {
    return validated(
      SoapSettings,
      deepMerge({ ...SIMPLE, endpoint: `${this.server.url}/soap` }, changes) as Record<string, unknown>,
    );
  }

  close(): Promise<void> {
    return this.server.close();
  }
}

/** The least that a connection says. */
export const SIMPLE = {
  namespaces: { c: 'urn:crm' },
  credentials: { username: 'bridge', password: 'pass-4711' },
  operations: {
    ping: { purpose: 'read', body: { 'c:Ping': null } },
    create: {
      purpose: 'write',
      body: { 'c:Create': { 'c:Title': '{{ request.id }}', 'c:Text': '{{ request.description }}' } },
      values: { id: 'CreateResponse/Id' },
    },
  },
  actions: {
    check: { steps: [{ operation: 'ping' }] },
    create: { steps: [{ operation: 'create' }], caseRef: '{{ steps.create.id }}' },
  },
};

export function inEnvelope(content: string, status = 200): Answer {
  const envelope = `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>${content}</s:Body></s:Envelope>`;
  return { status, headers: { 'content-type': 'text/xml; charset=utf-8' }, body: envelope };
}

export function aFault(code: string, text: string, detail = ''): Answer {
  return inEnvelope(
    `<s:Fault><faultcode>${code}</faultcode><faultstring>${text}</faultstring><detail>${detail}</detail></s:Fault>`,
    500,
  );
}

function rootOf(body: string): string {
  return /<\w+:Body>\s*<(?:\w+:)?(\w+)/.exec(body)?.[1] ?? /^(?:<\?[^>]*>)?\s*<(?:\w+:)?(\w+)/.exec(body)?.[1] ?? '';
}
