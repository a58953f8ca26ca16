import type { NodemailerError } from 'nodemailer/lib/errors';
import {
  type AdapterError,
  MisconfiguredError,
  OutcomeUnknownError,
  RejectedError,
  TransientError,
} from '../../src/adapter-kit/errors.js';
import { isCertificateProblem } from '../../src/adapter-kit/http-failure.js';

/** Login refused, login or encryption asked for first. */
const LOGIN_REPLIES = [530, 534, 535, 538];
/** What our own side gets wrong before a server could: nodemailer's codes. */
const SETTINGS_AT_FAULT = ['EAUTH', 'ENOAUTH', 'EENVELOPE', 'ECONFIG'];
/** Plain text where TLS was expected, or the other way round. */
const NO_TLS_SPOKEN = ['ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG', 'EPROTO'];

/** An SMTP conversation that did not end well. */
export class SmtpFailure extends Error {
  override readonly name = 'SmtpFailure';
  /** The server's reply code, such as 550; undefined when it said nothing. */
  readonly replyCode?: number;
  /** Node's or nodemailer's code, such as `ECONNREFUSED`. */
  readonly code?: string;
  /** The server's enhanced code, such as `5.7.1` (RFC 3463); undefined where it gave none. */
  readonly enhancedCode?: string;
  /** The server would not raise the connection to TLS. */
  readonly refusedTls: boolean;

  constructor(
    error: NodemailerError,
    /** Content of a mail had begun to go out, so the server may have all of it. */
    readonly contentBegan: boolean,
    readonly loggedIn = true,
  ) {
    super(error.message, { cause: error });
    this.replyCode = error.responseCode;
    this.code = error.originalCode ?? error.code;
    this.enhancedCode = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(error.response ?? '')?.[1];
    this.refusedTls = error.code === 'ETLS' && error.responseCode !== undefined;
  }
}

/**
 * What a failed conversation means: a reply by its class (RFC 5321, 4.2.1), silence by how far we had come.
 * @param mask takes secrets out of a text.
 */
export function meaningOf(failure: SmtpFailure, mask: (text: string) => string): AdapterError {
  const words = mask(failure.message);
  if (failure.replyCode !== undefined) return ofReply(failure, failure.replyCode, words);
  if (failure.contentBegan) return new OutcomeUnknownError(`the mail server's answer was lost: ${words}`);
  if (isCertificateProblem(failure.code))
    return new MisconfiguredError(`the mail server's certificate is not accepted: ${words}`);
  if (failure.code && NO_TLS_SPOKEN.includes(failure.code))
    return new MisconfiguredError(`"secure" does not fit the mail server: ${words}`);
  if (failure.code && SETTINGS_AT_FAULT.includes(failure.code)) return new MisconfiguredError(words);
  if (failure.code === 'EMESSAGE') return new RejectedError(words);
  return new TransientError(`the mail server could not be reached or closed the connection: ${words}`);
}

function ofReply({ refusedTls, loggedIn, enhancedCode }: SmtpFailure, replyCode: number, words: string): AdapterError {
  if (replyCode >= 400 && replyCode < 500) return new TransientError(words);
  if (refusedTls) return new MisconfiguredError(`the mail server raises no connection to TLS: ${words}`);
  if (LOGIN_REPLIES.includes(replyCode)) return new MisconfiguredError(words);
  if (!loggedIn && enhancedCode?.startsWith('5.7.'))
    return new MisconfiguredError(`the mail server takes nothing without a login, and "username" is not set: ${words}`);
  // Not even a reply that belongs here: whatever answers is no mail server, or lost its place.
  return replyCode >= 500 && replyCode < 600 ? new RejectedError(words) : new OutcomeUnknownError(words);
}
