import { createHmac, timingSafeEqual } from 'node:crypto';

const MAC_DIGITS = 12;

/**
 * Addresses to which answers go: `311+26-00000001.0123456789ab@city.example`. The part behind the dot proves that we gave the address away, so that
 * nobody makes one out of a public id (RFC 5233 for the plus).
 */
export class ReplyAddresses {
  private readonly local: string;
  private readonly domain: string;

  /** @param address of the mailbox, without a name. */
  constructor(
    address: string,
    private readonly secret: string,
    private readonly separator: string,
  ) {
    const at = address.lastIndexOf('@');
    this.local = address.slice(0, at);
    this.domain = address.slice(at + 1);
  }

  addressFor(requestId: string): string {
    return `${this.local}${this.separator}${requestId}.${this.macOf(requestId)}@${this.domain}`;
  }

  /** @returns the request; false for an address of ours that we never gave away; undefined for any other address. */
  requestOf(address: string): string | false | undefined {
    const prefix = `${this.local}${this.separator}`.toLowerCase();
    const suffix = `@${this.domain}`.toLowerCase();
    const small = address.toLowerCase();
    if (!small.startsWith(prefix) || !small.endsWith(suffix)) return undefined;
    const tag = address.slice(prefix.length, -suffix.length);
    const dot = tag.lastIndexOf('.');
    const [id, mac] = [tag.slice(0, dot), tag.slice(dot + 1).toLowerCase()];
    // Servers on the way may have made all letters small.
    return [id, id.toUpperCase()].find((each) => dot > 0 && isSame(this.macOf(each), mac)) ?? false;
  }

  private macOf(requestId: string): string {
    return createHmac('sha256', this.secret).update(`open311 reply ${requestId}`).digest('hex').slice(0, MAC_DIGITS);
  }
}

const isSame = (a: string, b: string): boolean => a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
