import type { CallContext } from '../../src/adapter-kit/adapter.js';
import { AdapterError, OutcomeUnknownError, RejectedError } from '../../src/adapter-kit/errors.js';
import { MappingExpression } from '../../src/adapter-kit/jsonata.js';
import { AlreadyThere, type RestAnswer } from './rest.answer-rules.js';
import type { Packed } from './bodies/body-writer.js';
import type { RestCall } from './rest.client.js';
import { Address } from './rest.mapping.js';
import type { RestParts } from './rest.parts.js';
import type { RestSend } from './settings/send-settings.js';

/** What path, query and body are made of. */
export type Values = Readonly<Record<string, unknown>>;

/** One write, as a section of the settings describes it. */
export class RestSender {
  private readonly address: Address;
  private readonly success?: MappingExpression;

  /** @param section its key in the settings, for errors. */
  constructor(
    private readonly section: string,
    private readonly settings: RestSend,
    private readonly parts: RestParts,
  ) {
    this.address = new Address(settings);
    this.success = settings.success === undefined ? undefined : new MappingExpression(settings.success);
  }

  /**
   * @param pack makes what is sent; undefined: there is nothing to send, and no call is made. Its failure is the doing of this one report.
   * @throws AdapterError unless the CRM's answer is a success.
   */
  async send(values: Values, pack: () => Promise<Packed | undefined>, context: CallContext): Promise<RestAnswer | undefined> {
    const call = await this.callFor({ ...values, idempotencyKey: context.idempotencyKey }, pack);
    if (!call) return undefined;
    const answer = await this.parts.client.call(call, 'write', context);
    const asked = { section: this.section, purpose: 'write', fixedAddress: this.address.isFixed, success: this.success } as const;
    await this.parts.rules.expectSuccess(answer, asked, context.logger);
    return answer;
  }

  /**
   * Like `send`, where nothing in the answer is read: an empty 200 is what a broken gateway answers too, so it proves nothing unless
   * `success` says so. What the CRM calls there already is done.
   */
  async sendStep(values: Values, pack: () => Promise<Packed | undefined>, context: CallContext): Promise<RestAnswer | undefined> {
    const answer = await this.send(values, pack, context).catch(ofWhatIsThere);
    if (answer?.status === 200 && answer.text.trim() === '' && !this.success)
      throw new OutcomeUnknownError(
        `HTTP 200 without a body: if that is this CRM's way to say yes, write ${this.section}.success`,
      );
    return answer;
  }

  /** What fails here fails because of this one report: it must not hold up the others. */
  private async callFor(values: Values, pack: () => Promise<Packed | undefined>): Promise<RestCall | undefined> {
    const { method, idempotencyHeader } = this.settings;
    try {
      const packed = await pack();
      if (!packed) return undefined;
      const address = this.address.for(values);
      if (!address) throw new Error(`${this.section}.path can not hold what is to be sent`);
      const headers = idempotencyHeader ? { [idempotencyHeader.toLowerCase()]: String(values['idempotencyKey']) } : {};
      return { method, ...address, ...packed, headers };
    } catch (error) {
      if (error instanceof AdapterError) throw error;
      throw new RejectedError(`"${this.section}" can not be mapped: ${(error as Error).message}`, { cause: error });
    }
  }
}

function ofWhatIsThere(error: unknown): RestAnswer {
  if (error instanceof AlreadyThere) return error.answer;
  throw error;
}
