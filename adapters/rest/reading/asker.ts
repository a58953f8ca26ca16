import type { CallContext } from '../../../src/adapter-kit/adapter.js';
import { MappingExpression } from '../../../src/adapter-kit/jsonata.js';
import type { RestAnswer } from '../rest.answer-rules.js';
import type { RestCall } from '../rest.client.js';
import { Address } from '../rest.mapping.js';
import type { RestParts } from '../rest.parts.js';
import type { RestAsk } from '../settings/ask-settings.js';

type Values = Readonly<Record<string, unknown>>;

/** What a question came to. */
export type Told =
  | { readonly is: 'answered'; readonly answer: RestAnswer }
  /** The CRM says that there is nothing. `gone`: what was asked about is not there, such as the case that notes are on. */
  | { readonly is: 'none' | 'gone'; readonly answer: RestAnswer }
  /** The path can't hold the values: nothing was asked. */
  | { readonly is: 'nowhere' };

/** How an answer says that what was asked about is not there. */
export interface Gone {
  /** HTTP statuses, of answers that are JSON or empty. */
  readonly statuses: readonly number[];
  /** JSONata over the answer. */
  readonly when?: string;
}

/** Puts one question, as a section of the settings describes it. */
export class Asker {
  private readonly address: Address;
  private readonly body?: MappingExpression;
  private readonly success?: MappingExpression;
  private readonly noneIf?: MappingExpression;

  private readonly goneIf?: MappingExpression;

  /** @param section its key in the settings, for errors. */
  constructor(
    private readonly section: string,
    private readonly settings: RestAsk,
    private readonly parts: RestParts,
    private readonly gone: Gone = { statuses: [] },
  ) {
    this.address = new Address(settings);
    const parsed = (source: string | undefined) => (source === undefined ? undefined : new MappingExpression(source));
    this.body = settings.method === 'POST' ? parsed(settings.body) : undefined;
    this.success = parsed(settings.success);
    this.noneIf = parsed(settings.none);
    this.goneIf = parsed(gone.when);
  }

  /** The address holds nothing of a request or a case. */
  get isFixed(): boolean {
    return this.address.isFixed;
  }

  /** @throws AdapterError unless the answer is a success, or says "none". @throws ExpressionFailure */
  async ask(values: Values, context: CallContext): Promise<Told> {
    const address = this.address.for(values);
    if (!address) return { is: 'nowhere' };
    const body = await this.body?.evaluate(values, { tables: this.parts.tables });
    return this.put({ method: this.settings.method, ...address, ...(body !== undefined && { body }) }, context);
  }

  /** Follows a URL that the CRM gave. @throws as `ask`. */
  follow(url: string, context: CallContext): Promise<Told> {
    return this.put({ method: 'GET', path: url }, context);
  }

  /** Where the path leads for these values, to tell what a URL in the answer is relative to. */
  pathFor(values: Values): string {
    return this.address.for(values)?.path ?? '';
  }

  private async put(call: RestCall, context: CallContext): Promise<Told> {
    const answer = await this.parts.client.call(call, 'read', context);
    if ((await this.noneIf?.evaluate(answer)) === true) return { is: 'none', answer };
    if (await this.isGone(answer)) return { is: 'gone', answer };
    const asked = { section: this.section, purpose: 'read', fixedAddress: this.isFixed, success: this.success } as const;
    await this.parts.rules.expectSuccess(answer, asked, context.logger);
    return { is: 'answered', answer };
  }

  private async isGone(answer: RestAnswer): Promise<boolean> {
    if (answer.isJson && this.gone.statuses.includes(answer.status)) return true;
    return (await this.goneIf?.evaluate(answer)) === true;
  }
}
