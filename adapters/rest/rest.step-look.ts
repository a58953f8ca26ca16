import type { CallContext, EarlierStep } from '../../src/adapter-kit/adapter.js';
import { AdapterError, MisconfiguredError } from '../../src/adapter-kit/errors.js';
import { MappingExpression } from '../../src/adapter-kit/jsonata.js';
import type { RestAnswer } from './rest.answer-rules.js';
import { Address, listOf } from './rest.mapping.js';
import type { RestParts } from './rest.parts.js';
import type { Values } from './rest.sender.js';
import type { RestStepFind } from './settings/step-find-settings.js';

const NO_SUCH_CASE = [404, 410];

/** Looks for a note or a file on a case. */
export class RestStepLook {
  private readonly address: Address;
  private readonly list: MappingExpression;
  private readonly matches: MappingExpression;

  /** @param section its key in the settings, for errors. */
  constructor(
    private readonly section: string,
    settings: RestStepFind,
    private readonly parts: RestParts,
  ) {
    this.address = new Address(settings);
    this.list = new MappingExpression(settings.list);
    this.matches = new MappingExpression(settings.matches);
  }

  async find(values: Values, context: CallContext): Promise<EarlierStep> {
    try {
      return await this.ask({ ...values, idempotencyKey: context.idempotencyKey }, context);
    } catch (error) {
      if (error instanceof AdapterError) throw error;
      throw new MisconfiguredError(`"${this.section}" does not fit the CRM: ${(error as Error).message}`, { cause: error });
    }
  }

  private async ask(values: Values, context: CallContext): Promise<EarlierStep> {
    const address = this.address.for(values);
    if (!address) return { is: 'unknowable', reason: `${this.section}.path can not hold what is looked for` };
    const answer = await this.parts.client.call({ method: 'GET', ...address }, 'read', context);
    if (answer.isJson && NO_SUCH_CASE.includes(answer.status) && !this.address.isFixed)
      return { is: 'unknowable', reason: `the CRM does not know the case any more (HTTP ${answer.status})` };
    await this.parts.rules.expectSuccess(answer, { purpose: 'read', fixedAddress: this.address.isFixed }, context.logger);
    return (await this.isThere(answer, values)) ? { is: 'done' } : { is: 'absent' };
  }

  private async isThere(answer: RestAnswer, values: Values): Promise<boolean> {
    const list = await listOf(this.list, answer);
    if (!list) throw new Error(`${this.section}.list finds no list in the answer (HTTP ${answer.status})`);
    for (const each of list) if ((await this.matches.evaluate(each, values)) === true) return true;
    return false;
  }
}
