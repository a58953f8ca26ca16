import { type ReadMail, readMail } from './read-mail.js';

export const OWN = '311@riverton.example';
export const CLERK = 'clerk@riverton.example';
export const OUR_MESSAGE_ID = `<open311.${'0123456789'.repeat(4)}@riverton.example>`;

/** A mail as bytes: headers by name (several values: several lines), and its content. */
export function mailSource(headers: Readonly<Record<string, string | readonly string[] | undefined>>, body = ''): Buffer {
  const written = {
    From: `A Clerk <${CLERK}>`,
    To: OWN,
    'Message-ID': '<answer-1@crm.example>',
    Date: 'Mon, 02 Mar 2026 08:00:00 +0000',
    Subject: 'Re: 26-00000001 Pothole',
    ...headers,
  };
  const lines = Object.entries(written).flatMap(([name, value]) => [value ?? []].flat().map((each) => `${name}: ${each}`));
  return Buffer.from([...lines, '', body].join('\r\n'));
}

export const aMail = (
  headers: Readonly<Record<string, string | readonly string[] | undefined>> = {},
  body = '',
): Promise<ReadMail> => readMail(mailSource(headers, body));
