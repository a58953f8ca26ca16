import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { EmulatedAnswer, EmulatedRequest } from '../../../src/adapter-kit/emulator/http-emulator.js';
import { textOf, type XmlElement } from '../../../src/adapter-kit/xml/xml-element.js';
import { ERROR_CODES, FlException, htmlAnswer } from './fl-answers.js';

/** `any`: whichever of the three comes, as long as it is right. */
export type LaganAuth = 'any' | 'usernameToken' | 'token' | 'basic' | 'none';

export interface Account {
  readonly username: string;
  readonly password: string;
}

/** The web server in front wants HTTP Basic. */
export class BasicRefused extends Error {
  readonly answer: EmulatedAnswer = htmlAnswer(401, 'Unauthorized', { 'www-authenticate': 'Basic realm="lagan"' });
}

/** Who may call. Tokens are forgotten with the process, as a restarted server's are. */
export class Gatekeeper {
  private readonly tokens = new Set<string>();

  constructor(
    private readonly account: Account,
    private readonly auth: LaganAuth,
  ) {}

  /** The user behind a call to FL. @throws FlException, BasicRefused */
  userOf(request: EmulatedRequest, header: XmlElement | undefined): string {
    if (this.auth === 'none') return this.account.username;
    const shown = [this.basic(request), this.usernameToken(header), this.token(header)] as const;
    const [basic, usernameToken, token] = shown;
    if (basic === false || (this.auth === 'basic' && !basic)) throw new BasicRefused();
    const accepted = { any: basic ?? usernameToken ?? token, basic, usernameToken, token }[this.auth];
    if (!accepted || shown.includes(false)) throw refused();
    return this.account.username;
  }

  /** A new token for a call to FLAuth. @throws FlException, BasicRefused */
  logIn(request: EmulatedRequest, header: XmlElement | undefined): string {
    if (this.basic(request) === false) throw new BasicRefused();
    if (!this.usernameToken(header)) throw refused();
    const token = randomBytes(24).toString('base64');
    this.tokens.add(token);
    return token;
  }

  // Each: right, wrong, or undefined when it was not shown.

  private basic({ headers }: EmulatedRequest): boolean | undefined {
    const [, encoded] = /^Basic (.+)$/i.exec(headers.authorization ?? '') ?? [];
    return encoded === undefined
      ? undefined
      : same(Buffer.from(encoded, 'base64').toString(), `${this.account.username}:${this.account.password}`);
  }

  private usernameToken(header: XmlElement | undefined): boolean | undefined {
    const username = textOf(header, 'Security', 'UsernameToken', 'Username');
    const password = textOf(header, 'Security', 'UsernameToken', 'Password') ?? '';
    return username === undefined ? undefined : same(username, this.account.username) && same(password, this.account.password);
  }

  private token(header: XmlElement | undefined): boolean | undefined {
    const token = textOf(header, 'Security', 'BinarySecurityToken');
    return token === undefined ? undefined : this.tokens.has(token);
  }
}

export function refused(): FlException {
  return new FlException('Authentication failed', ERROR_CODES.authentication);
}

function same(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
