import type { ImapFlowError } from 'imapflow';
import { type AdapterError, MisconfiguredError, TransientError } from '../../../src/adapter-kit/errors.js';
import { isCertificateProblem } from '../../../src/adapter-kit/http-failure.js';

/** A refused login that says nothing against our credentials (RFC 5530). */
const FOR_THE_MOMENT = ['UNAVAILABLE', 'INUSE', 'LIMIT', 'SERVERBUG', 'OVERQUOTA'];
/** Plain text where TLS was expected, or the other way round. */
const NO_TLS_SPOKEN = ['ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG', 'EPROTO'];

/** Something that our own mailbox lacks, and that only its owner can change. */
export class MailboxLacks extends Error {
  override readonly name = 'MailboxLacks';
}

/** A conversation with our mailbox that did not end well. Nothing that matters to a CRM was sent in it. */
export class ImapFailure extends Error {
  override readonly name = 'ImapFailure';

  constructor(
    override readonly cause: ImapFlowError,
    readonly wasGivenUp: boolean,
  ) {
    const { responseText, response } = cause;
    super(responseText ?? (typeof response === 'string' ? response : cause.message), { cause });
  }
}

/** @param mask takes secrets out of a text. */
export function meaningOfImap({ cause, message, wasGivenUp }: ImapFailure, mask: (text: string) => string): AdapterError {
  const words = mask(message);
  const { code = '', serverResponseCode = '' } = cause;
  if (wasGivenUp) return new TransientError(`the mailbox did not answer in time: ${words}`);
  if (cause instanceof MailboxLacks) return new MisconfiguredError(words);
  if (cause.authenticationFailed && !FOR_THE_MOMENT.includes(serverResponseCode))
    return new MisconfiguredError(`the mailbox refuses the login: ${words}`);
  if (isCertificateProblem(code))
    return new MisconfiguredError(`the certificate of the mailbox's server is not accepted: ${words}`);
  if (NO_TLS_SPOKEN.includes(code) || cause.tlsFailed)
    return new MisconfiguredError(`"imap.secure" or "imap.startTls" does not fit the mailbox's server: ${words}`);
  return new TransientError(`the mailbox could not be asked: ${words}`);
}
