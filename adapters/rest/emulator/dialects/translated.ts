import type { EmulatedAnswer, EmulatedCrm, EmulatedRequest } from '../../../../src/adapter-kit/emulator/http-emulator.js';
import { error } from '../json-answers.js';

/** Another way to speak to a CRM whose own is JSON. */
export interface Dialect {
  /** Where in the CRM a call goes, as far as its own way needs it: method, path, query. */
  addressed(request: EmulatedRequest): EmulatedRequest;
  /** The call in JSON; undefined when it is not written as it has to be. */
  read(request: EmulatedRequest): EmulatedRequest | undefined | Promise<EmulatedRequest | undefined>;
  /** @param answer in JSON. */
  write(answer: EmulatedAnswer): EmulatedAnswer;
}

/** A CRM that speaks a dialect, and nothing else. */
export class Translated implements EmulatedCrm {
  constructor(
    private readonly crm: EmulatedCrm,
    private readonly dialect: Dialect,
  ) {}

  operationOf(request: EmulatedRequest): string {
    return this.crm.operationOf(this.dialect.addressed(request));
  }

  async answer(request: EmulatedRequest, op: string): Promise<EmulatedAnswer> {
    const read = await this.dialect.read(request);
    if (!read) return this.dialect.write(error(415, 'not_understood', 'the body is not written as it has to be'));
    return this.dialect.write(await this.crm.answer(read, op));
  }

  failure(mode: 'fault' | 'auth' | 'ratelimit', op: string): EmulatedAnswer {
    return this.dialect.write(this.crm.failure(mode, op));
  }
}

/** The same call with something else to say. */
export function saying(request: EmulatedRequest, said: unknown): EmulatedRequest {
  const headers = { ...request.headers, 'content-type': 'application/json' };
  return { ...request, headers, body: Buffer.from(JSON.stringify(said)) };
}
