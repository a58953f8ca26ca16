import { coded } from './answer-body.js';
import type { HttpAuth } from './http-settings.js';

/** MS-NLMP 2.2.2.5: NTLMSSP_NEGOTIATE_EXTENDED_SESSIONSECURITY. */
const EXTENDED_SECURITY = 0x0008_0000;

/** The three messages of NTLM (MS-NLMP), as values of the headers `authorization` and `www-authenticate`. Only version 2 is spoken. */
export class Ntlm {
  private constructor(
    private readonly library: typeof import('httpntlm').default.ntlm,
    private readonly auth: HttpAuth,
  ) {}

  /** Loads what most connections do without. */
  static async for(auth: HttpAuth): Promise<Ntlm> {
    return new Ntlm((await import('httpntlm')).default.ntlm, auth);
  }

  negotiate(): string {
    return this.library.createType1Message(this.identity());
  }

  /**
   * @returns undefined where the header brings no challenge.
   * @throws Error NTLM_TOO_OLD: version 1 gives the password away to whoever listens.
   */
  answerTo(header: string | undefined): string | undefined {
    const offered = header?.match(/\bNTLM [A-Za-z0-9+/=]+/)?.[0];
    const challenge = offered === undefined ? null : this.library.parseType2Message(offered, () => undefined);
    if (!challenge) return undefined;
    if (!(challenge.negotiateFlags & EXTENDED_SECURITY) || !challenge.targetInfo)
      throw coded('NTLM_TOO_OLD', 'the server offers version 1 of NTLM only');
    return this.library.createType3Message(challenge, this.identity());
  }

  /** The library writes into what it is given. */
  private identity() {
    const { username = '', password = '', domain, workstation } = this.auth;
    return { username, password, domain, workstation };
  }
}
