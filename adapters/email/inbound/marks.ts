import type { Pattern } from '../../../src/domain/pattern.js';
import type { CaseRef } from '../../../src/domain/delivery.js';
import type { ReadMail } from './read-mail.js';
import type { ReplyAddresses } from './reply-address.js';
import { takenBy } from './status-words.js';

/** What a mail tells of the case it belongs to. */
export interface Marks {
  /** Our public id, by the most trustworthy mark that names one. */
  readonly requestId?: string;
  /** By what. */
  readonly by?: 'reply address' | 'subject' | 'block';
  /** The mail of ours that made the case. */
  readonly caseRef?: CaseRef;
  /** The CRM's own number of the case. */
  readonly number?: CaseRef;
  /** Why no mark can be believed. */
  readonly contradiction?: string;
}

export interface MarkSettings {
  readonly addresses?: ReplyAddresses;
  /** How our public ids look. */
  readonly idPattern: Pattern;
  readonly numberHeaders: readonly string[];
  /** Its first group is the number. */
  readonly numberInSubject?: Pattern;
  readonly isOurs: (messageId: string) => boolean;
}

const LONGEST_SUBJECT = 1_000;
const LONGEST_NUMBER = 100;
const LONGEST_BLOCK = 20_000;

/**
 * By trust: an address that we gave away; our id, which the subject of our mail begins with, so that the first one in a subject is no resident's;
 * our block for machines, in what is quoted. The thread's mails name the case, not the request.
 */
export function marksOf(mail: ReadMail, settings: MarkSettings): Marks {
  const given = mail.recipients.map((address) => settings.addresses?.requestOf(address));
  const [byAddress, other] = new Set(given.filter((each) => typeof each === 'string'));
  const bySubject = takenBy(settings.idPattern, mail.subject.slice(0, LONGEST_SUBJECT));
  const byBlock = byAddress ?? bySubject ?? inBlock(mail.text, settings.idPattern);
  return {
    requestId: byBlock,
    by: byAddress ? 'reply address' : bySubject ? 'subject' : byBlock ? 'block' : undefined,
    caseRef: mail.thread.find(settings.isOurs),
    number: numberOf(mail, settings),
    contradiction: contradictionIn({ forged: given.includes(false), byAddress, other, bySubject }),
  };
}

interface Named {
  readonly forged: boolean;
  readonly byAddress?: string;
  readonly other?: string;
  readonly bySubject?: string;
}

function contradictionIn({ forged, byAddress, other, bySubject }: Named): string | undefined {
  if (forged) return 'it goes to a reply address that the bridge never gave away';
  if (other !== undefined) return `it goes to the reply addresses of two reports: ${byAddress} and ${other}`;
  if (byAddress !== undefined && bySubject !== undefined && byAddress !== bySubject)
    return `its address names report ${byAddress}, its subject ${bySubject}`;
  return undefined;
}

function numberOf(mail: ReadMail, { numberHeaders, numberInSubject }: MarkSettings): string | undefined {
  const [header] = numberHeaders
    .flatMap((name) => mail.header(name))
    .map((value) => value.trim())
    .filter(Boolean);
  const number = header ?? (numberInSubject && takenBy(numberInSubject, mail.subject.slice(0, LONGEST_SUBJECT)));
  return number === undefined ? undefined : number.slice(0, LONGEST_NUMBER);
}

/** The last one: a resident may have typed another. Quoted, and with lines broken anywhere but inside the id. */
function inBlock(text: string, idPattern: Pattern): string | undefined {
  const at = text.lastIndexOf('----- BEGIN OPEN311 REPORT -----');
  if (at < 0) return undefined;
  const block = text.slice(at, at + LONGEST_BLOCK).replace(/^[ \t>|]+/gm, '');
  const id = /"id"\s*:\s*"([^"\n]{1,100})"/.exec(block)?.[1];
  return id !== undefined && takenBy(idPattern, id) === id ? id : undefined;
}
