import { passedChecks } from './authentication.js';
import type { InboundAuthentication } from './inbound.settings.js';
import type { ReadMail } from './read-mail.js';

export interface TrustSettings {
  /** Addresses, or domains written as `@city.example`. */
  readonly senders: readonly string[];
  readonly authentication?: InboundAuthentication;
  /** Our own address, from which nobody else writes. */
  readonly own: string;
}

/** @returns why nothing that this mail says may count; undefined: it may. */
export function distrustOf(mail: ReadMail, { senders, authentication, own }: TrustSettings): string | undefined {
  const [from, ...others] = mail.from;
  if (from === undefined) return 'it names no sender';
  if (others.length > 0) return 'it names several senders';
  if (from === own.toLowerCase()) return 'it says that it comes from our own address, and we did not send it';
  if (!senders.some((sender) => isMeant(sender.toLowerCase(), from))) return `its sender ${from} is not among inbound.senders`;
  if (!authentication) return undefined;
  const passed = passedChecks(mail, authentication.server);
  if (authentication.checks.some((check) => passed.has(check))) return undefined;
  return `nothing proves that it comes from ${from}: ${authentication.server} noted no ${authentication.checks.join(' or ')}=pass for its domain`;
}

const isMeant = (sender: string, from: string): boolean => (sender.startsWith('@') ? from.endsWith(sender) : from === sender);
