import type { CallContext } from '../../../src/adapter-kit/adapter.js';
import { MisconfiguredError } from '../../../src/adapter-kit/errors.js';
import type { HttpRequest } from '../../../src/adapter-kit/http.js';
import { HeldPass, type Pass } from '../../../src/adapter-kit/http/held-pass.js';
import type { MappingExpression } from '../../../src/adapter-kit/jsonata.js';
import type { RestAnswer } from '../rest.answer-rules.js';
import type { Authenticator, Exchange } from './authenticator.js';

/** Where a pass comes from, and how a request shows it. */
export interface PassSource<T> {
  /** In the settings, for errors. */
  readonly section: string;
  /** @throws AdapterError */
  ask(exchange: Exchange, context: CallContext): Promise<Pass<T>>;
  dressed(request: HttpRequest, value: T): HttpRequest;
  secretsOf(value: T): readonly string[];
}

/** Calls with a token or a session. What refuses it proves that nothing was done, so even a write goes once more with a new one. */
export class RenewedPass<T> implements Authenticator {
  private readonly asked = new WeakMap<CallContext, Exchange>();
  private readonly held: HeldPass<T>;

  /** @param expired true for an answer that refuses the pass. */
  constructor(
    private readonly source: PassSource<T>,
    private readonly expired: MappingExpression,
  ) {
    this.held = new HeldPass((context) => source.ask(this.asked.get(context)!, context));
  }

  async send(request: HttpRequest, exchange: Exchange, context: CallContext): Promise<RestAnswer> {
    this.asked.set(context, exchange);
    const first = await this.pass(context);
    const answer = await exchange(this.source.dressed(request, first));
    if (!(await this.isRefusal(answer))) return answer;
    await this.held.drop(first);
    const second = await this.pass(context);
    const again = await exchange(this.source.dressed(request, second));
    if (!(await this.isRefusal(again))) return again;
    await this.held.drop(second);
    throw new MisconfiguredError(`the CRM does not take a pass that ${this.source.section} just brought: HTTP ${again.status}`);
  }

  private async pass(context: CallContext): Promise<T> {
    const value = await this.held.get(context);
    for (const secret of this.source.secretsOf(value)) context.http.hide(secret);
    return value;
  }

  private async isRefusal(answer: RestAnswer): Promise<boolean> {
    return (await this.expired.evaluate(answer).catch(() => false)) === true;
  }
}
