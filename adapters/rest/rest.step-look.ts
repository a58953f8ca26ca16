import type { CallContext, EarlierStep } from '../../src/adapter-kit/adapter.js';
import { AdapterError, MisconfiguredError } from '../../src/adapter-kit/errors.js';
import { MappingExpression } from '../../src/adapter-kit/jsonata.js';
import { ListReader } from './reading/lists.js';
import { Address } from './rest.mapping.js';
import type { RestParts } from './rest.parts.js';
import type { Values } from './rest.sender.js';
import type { RestStepFind } from './settings/step-find-settings.js';

const NO_SUCH_CASE = [404, 410];

/** Looks for a note or a file on a case. */
export class RestStepLook {
  private readonly lists: ListReader;
  private readonly matches: MappingExpression;

  /** @param section its key in the settings, for errors. */
  constructor(
    private readonly section: string,
    settings: RestStepFind,
    parts: RestParts,
  ) {
    this.lists = new ListReader(section, settings, parts, {
      statuses: new Address(settings).isFixed ? [] : NO_SUCH_CASE,
      when: settings.gone,
    });
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
    let isCapped: boolean | undefined;
    for await (const page of this.lists.pages(values, context)) {
      if (page.isGone) return { is: 'unknowable', reason: 'the CRM does not know the case any more' };
      if (await this.isAmong(page.items, values)) return { is: 'done' };
      isCapped = page.isCapped;
    }
    if (isCapped === undefined) return { is: 'unknowable', reason: `${this.section}.path can not hold what is looked for` };
    return isCapped
      ? { is: 'unknowable', reason: `the CRM lists as many as it ever does (${this.section}.cap), and ours is not among them` }
      : { is: 'absent' };
  }

  private async isAmong(items: readonly unknown[], values: Values): Promise<boolean> {
    for (const each of items) if ((await this.matches.evaluate(each, values)) === true) return true;
    return false;
  }
}
