import type { CallContext } from '../../../src/adapter-kit/adapter.js';
import { MisconfiguredError } from '../../../src/adapter-kit/errors.js';
import { SessionKeeper } from '../session/session-keeper.js';
import type { Values } from '../settings/variables.js';
import type { SoapSettings } from '../soap.settings.js';
import type { Answer } from './answer.js';
import type { Link } from './link.js';
import { OperationCall } from './operation-call.js';
import type { OperationRunner } from './operation-runner.js';

/** The operations of one connection. */
export class SoapRunner implements OperationRunner {
  private readonly calls: ReadonlyMap<string, OperationCall>;
  private readonly session?: SessionKeeper;

  /** @throws Error that names what in the settings does not fit together. */
  constructor(private readonly settings: SoapSettings) {
    const { operations, session } = settings;
    this.calls = new Map(Object.entries(operations).map(([name, each]) => [name, new OperationCall(name, each, settings)]));
    if (!session) return;
    const outside = (name: string, values: Values, link: Link, context: CallContext) => this.send(name, values, link, context);
    this.session = new SessionKeeper(session, settings, outside);
  }

  async run(name: string, values: Values, context: CallContext): Promise<Answer> {
    const needsSession = this.session && this.known(name).operation.session;
    if (!needsSession) return this.send(name, values, {}, context);
    return this.session!.use(context, (held) => this.send(name, { ...values, session: held.values }, held.link, context));
  }

  isWrite(name: string): boolean {
    return this.known(name).operation.purpose === 'write';
  }

  private async send(name: string, values: Values, link: Link, context: CallContext): Promise<Answer> {
    const { credentials, tables } = this.settings;
    for (const secret of Object.values(credentials)) context.http.hide(secret);
    const known = { session: {}, ...values, credentials, tables, operation: name, now: new Date().toISOString() };
    return this.known(name).send(known, link, context);
  }

  private known(name: string): OperationCall {
    const call = this.calls.get(name);
    if (!call) throw new MisconfiguredError(`there is no operation ${name}; there are ${[...this.calls.keys()].join(', ')}`);
    return call;
  }
}
