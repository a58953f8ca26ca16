import type { HttpClient } from '../../../src/adapter-kit/http.js';

/** Cookies of one session, all for the one address that is called. */
export class CookieJar {
  private readonly cookies = new Map<string, string>();

  /** `Cookie`; undefined while there is none. */
  get header(): string | undefined {
    return this.cookies.size === 0 ? undefined : [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** Several `Set-Cookie` arrive joined by commas, which their dates hold too. */
  take(headers: Readonly<Record<string, string>>): void {
    for (const cookie of headers['set-cookie']?.split(/,(?=\s*[^;,=\s]+=)/) ?? []) {
      const [, name, value] = /^\s*([^=;\s]+)=([^;]*)/.exec(cookie) ?? [];
      if (name === undefined) continue;
      if (/;\s*max-age\s*=\s*(0|-)/i.test(cookie)) this.cookies.delete(name);
      else this.cookies.set(name, value!.trim());
    }
  }

  hideIn(http: HttpClient): void {
    for (const value of this.cookies.values()) http.hide(value);
  }
}
