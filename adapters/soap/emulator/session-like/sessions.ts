import { randomBytes } from 'node:crypto';
import type { EmulatedRequest } from '../../../../src/adapter-kit/emulator/http-emulator.js';
import { textOf, type XmlElement } from '../../../../src/adapter-kit/xml/xml-element.js';

export const SESSION_CREDENTIALS = { username: 'open311', password: 'session-like-password' };

export interface Session {
  readonly token: string;
  readonly cookie: string;
  /** Where this session is served, and nowhere else. */
  readonly path: string;
}

/** Who is logged in. Sessions are forgotten with the process, as a restarted server's are. */
export class Sessions {
  private readonly calls = new Map<string, { readonly session: Session; left: number }>();

  /** @param callsEach after how many calls a session is over. */
  constructor(private readonly callsEach: number) {}

  /** Undefined when the credentials are wrong. */
  logIn(content: XmlElement): Session | undefined {
    const { username, password } = SESSION_CREDENTIALS;
    if (textOf(content, 'username') !== username || textOf(content, 'password') !== password) return undefined;
    const secret = () => randomBytes(18).toString('base64url');
    const session = { token: secret(), cookie: secret(), path: `/services/instance-${secret().slice(0, 6)}` };
    this.calls.set(session.token, { session, left: this.callsEach });
    return session;
  }

  /** True for the token, at its own address, with its own cookie, while the session lasts. */
  admits({ path, headers }: EmulatedRequest, header: XmlElement | undefined): boolean {
    const known = this.calls.get(textOf(header, 'SessionHeader', 'sessionId') ?? '');
    if (!known || known.left <= 0) return false;
    const cookies = (headers.cookie ?? '').split(/;\s*/);
    if (path !== known.session.path || !cookies.includes(`SID=${known.session.cookie}`)) return false;
    known.left -= 1;
    return true;
  }
}
