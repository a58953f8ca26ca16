import type { CallbackMessage, MessageIdentity } from '../callback-message.js';
import { CallbackRefused } from '../callback-refused.js';
import type { Proof } from './proof.js';
import { isOneOf } from './same-secret.js';

/** HTTP Basic (RFC 7617). */
export class BasicProof implements Proof {
  constructor(
    private readonly username: string,
    private readonly passwords: readonly string[],
  ) {}

  check({ headers: { authorization = '' } }: CallbackMessage): MessageIdentity {
    const [, encoded] = /^basic +([A-Za-z0-9+/=]+) *$/i.exec(authorization) ?? [];
    if (encoded === undefined) throw new CallbackRefused('unsigned', 'the header Authorization: Basic is needed');
    const given = Buffer.from(encoded, 'base64').toString('utf8');
    const right = this.passwords.map((password) => `${this.username}:${password}`);
    if (!isOneOf(given, right)) throw new CallbackRefused('wrong_credentials', 'user name or password is wrong');
    return {};
  }
}

/** A secret that stands in a header; `Authorization: Bearer SECRET` too. */
export class HeaderProof implements Proof {
  private readonly name: string;

  constructor(
    header: string,
    private readonly secrets: readonly string[],
  ) {
    this.name = header.toLowerCase();
  }

  check({ headers }: CallbackMessage): MessageIdentity {
    const given = headers[this.name];
    if (typeof given !== 'string' || given === '') throw new CallbackRefused('unsigned', `the header ${this.name} is needed`);
    const bare = this.name === 'authorization' ? given.replace(/^bearer +/i, '') : given;
    if (!isOneOf(bare, this.secrets)) throw new CallbackRefused('wrong_credentials', `the header ${this.name} is wrong`);
    return {};
  }
}
