import type { AdapterLogger, CallContext } from '../../../src/adapter-kit/adapter.js';
import { MisconfiguredError } from '../../../src/adapter-kit/errors.js';
import { SessionKeeper } from '../session/session-keeper.js';
import type { Values } from '../settings/variables.js';
import type { SoapSettings } from '../soap.settings.js';
import { differencesFromWsdl } from '../wsdl/tree-check.js';
import type { Answer } from './answer.js';
import type { Link } from './link.js';
import { OperationCall } from './operation-call.js';
import type { OperationRunner } from './operation-runner.js';

/** The operations of one connection. */
export class SoapRunner implements OperationRunner {
  private readonly calls: ReadonlyMap<string, OperationCall>;
  private readonly session?: SessionKeeper;
  /** Not told yet: there is no log before the first call. */
  private differences: readonly string[];

  /** @throws Error that names what in the settings does not fit together. */
  constructor(private readonly settings: SoapSettings) {
    const { operations, session } = settings;
    this.calls = new Map(Object.entries(operations).map(([name, each]) => [name, new OperationCall(name, each, settings)]));
    this.differences = differencesFromWsdl(settings);
    if (!session) return;
    const outside = (name: string, values: Values, link: Link, context: CallContext) => this.send(name, values, link, context);
    this.session = new SessionKeeper(session, settings, outside);
  }

  async run(name: string, values: Values, context: CallContext): Promise<Answer> {
    const needsSession = this.session && this.known(name).operation.session;
    if (!needsSession) return this.send(name, values, {}, context);
    return this.session!.use(context, (held) => this.send(name, { ...values, session: held.values }, held.link, context));
  }

  /** Ends the session, if there is one. */
  async close(context: CallContext): Promise<void> {
    await this.session?.end(context);
  }

  isWrite(name: string): boolean {
    return this.known(name).operation.purpose === 'write';
  }

  private async send(name: string, values: Values, link: Link, context: CallContext): Promise<Answer> {
    this.tellDifferences(context.logger);
    const { credentials, tables } = this.settings;
    for (const secret of Object.values(credentials)) context.http.hide(secret);
    const known = { session: {}, ...values, credentials, tables, operation: name, now: new Date().toISOString() };
    return this.known(name).send(known, link, context);
  }

  private tellDifferences(logger: AdapterLogger): void {
    const { differences } = this;
    this.differences = [];
    if (differences.length > 0) logger.warn({ differences }, 'the trees differ from the WSDL');
  }

  private known(name: string): OperationCall {
    const call = this.calls.get(name);
    if (!call) throw new MisconfiguredError(`there is no operation ${name}; there are ${[...this.calls.keys()].join(', ')}`);
    return call;
  }
}
