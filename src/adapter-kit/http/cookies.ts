import { Cookie, CookieJar } from 'tough-cookie';

/** The cookies of one session (RFC 6265): make a new one when the session is given up. */
export class Cookies {
  // Hosts such as `crm.local` are as good as any here.
  private readonly jar = new CookieJar(undefined, { allowSpecialUseDomain: true });

  /** For the header `cookie`; undefined where there is nothing for this address. */
  headerFor(url: URL): string | undefined {
    return this.jar.getCookieStringSync(url.href) || undefined;
  }

  /** Keeps what an answer set, as far as the answering host may set it. */
  keep(url: URL, lines: readonly string[]): void {
    for (const line of lines) this.jar.setCookieSync(line, url.href, { ignoreError: true });
  }
}

/** Values that let anybody in: not for captures. */
export function valuesOf(lines: readonly string[]): string[] {
  return lines.flatMap((line) => Cookie.parse(line)?.value ?? []);
}
