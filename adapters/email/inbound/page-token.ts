/** Where a page of a mailbox ended, and what came of its mails: handed to the host, which hands it back once it has written the page. */
export interface PageToken {
  /** UIDs mean something only under the same one (RFC 9051, 2.3.1.1). */
  readonly uidValidity: string;
  /** Last UID of the page. */
  readonly upTo: number;
  /** Mails that were understood. */
  readonly done: readonly number[];
  /** Those left to a person. */
  readonly doubtful: readonly number[];
}

export const writeToken = ({ uidValidity, upTo, done, doubtful }: PageToken): string =>
  [uidValidity, upTo, done.join('.'), doubtful.join('.')].join('/');

/** @throws RangeError for what was never a token. */
export function readToken(text: string): PageToken {
  const parts = /^(\d+)\/(\d+)\/([\d.]*)\/([\d.]*)$/.exec(text);
  if (!parts) throw new RangeError('this is no page of a mailbox');
  const numbers = (list: string) => list.split('.').filter(Boolean).map(Number);
  return { uidValidity: parts[1]!, upTo: Number(parts[2]), done: numbers(parts[3]!), doubtful: numbers(parts[4]!) };
}
