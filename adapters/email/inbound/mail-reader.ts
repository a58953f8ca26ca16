import { createHash } from 'node:crypto';
import type { CaseSnapshot, ChangeDoubt } from '../../../src/adapter-kit/adapter.js';
import type { Pattern } from '../../../src/domain/pattern.js';
import { answerIn } from './answer-text.js';
import { type Bounce, bounceOf } from './bounce.js';
import { kindOf } from './mail-kind.js';
import { type Marks, type MarkSettings, marksOf } from './marks.js';
import { type ReadMail, readMail, UnreadableMail } from './read-mail.js';
import { distrustOf, type TrustSettings } from './sender-trust.js';
import type { Meaning, StatusWords } from './status-words.js';

/** As it lies in the mailbox. */
export interface ArrivedMail {
  /** When it came, by the mailbox. */
  readonly at: Date;
  /** The beginning of it, or all. */
  readonly source: Buffer;
  readonly isCut: boolean;
}

/** What comes of one mail. `nothing`: it is understood, and says nothing of a case. */
export type Verdict =
  | { readonly is: 'change'; readonly snapshot: CaseSnapshot }
  | { readonly is: 'doubt'; readonly doubt: ChangeDoubt }
  | { readonly is: 'nothing'; readonly why: string };

export interface MailReaderSettings {
  readonly trust: TrustSettings;
  readonly marks: MarkSettings;
  readonly words: StatusWords;
  readonly cutAt: readonly Pattern[];
}

/** A status word that says nothing of the status: the mail only tells the case's number. */
export const NO_STATUS = '';

const SUMMARY_LENGTH = 200;

/** Makes of a mail a change of a case, a doubt for a person, or nothing. Believes only what it must. */
export class MailReader {
  constructor(private readonly settings: MailReaderSettings) {}

  async read(arrived: ArrivedMail): Promise<Verdict> {
    try {
      return this.judge(await readMail(arrived.source), arrived);
    } catch (error) {
      if (!(error instanceof UnreadableMail)) throw error;
      return {
        is: 'doubt',
        doubt: { id: digest(arrived.source), reason: error.message, summary: `a mail of ${arrived.at.toISOString()}` },
      };
    }
  }

  private judge(mail: ReadMail, arrived: ArrivedMail): Verdict {
    if (this.isOurOwn(mail)) return { is: 'nothing', why: 'the bridge sent it' };
    const marks = marksOf(mail, this.settings.marks);
    const kind = kindOf(mail);
    if (kind === 'bounce') return this.bounced(mail, marks);
    const reason = marks.contradiction ?? distrustOf(mail, this.settings.trust) ?? this.unmatched(marks);
    if (reason !== undefined) return kind === 'auto-reply' && !isMarked(marks) ? unrelated(mail) : doubt(mail, marks, reason);
    return this.believed(mail, marks, { arrived, isAutomatic: kind === 'auto-reply' });
  }

  /** What we sent ourselves comes to the mailbox as a copy, or by a rule that sends mail on. */
  private isOurOwn(mail: ReadMail): boolean {
    const { marks, trust } = this.settings;
    const isFromUs = mail.from.length === 1 && mail.from[0] === trust.own.toLowerCase();
    return isFromUs && mail.messageId !== undefined && marks.isOurs(mail.messageId);
  }

  private unmatched({ requestId, caseRef, number }: Marks): string | undefined {
    return (requestId ?? caseRef ?? number) ? undefined : 'it names no report and no case';
  }

  private believed(
    mail: ReadMail,
    marks: Marks,
    { arrived, isAutomatic }: { arrived: ArrivedMail; isAutomatic: boolean },
  ): Verdict {
    const text = answerIn(mail.text, this.settings.cutAt);
    const meaning = this.settings.words.meaningOf({ mail, text, isAutomatic });
    if (!meaning && isAutomatic) return taught(mail, marks, arrived);
    if (!meaning)
      return doubt(
        mail,
        marks,
        arrived.isCut && text === '' ? 'it is too large to be read' : 'no rule of inbound.statusRules fits it',
      );
    return { is: 'change', snapshot: { ...snapshotOf(mail, marks, arrived), ...wordsOf(meaning, text, authorOf(mail)) } };
  }

  /** Whoever forges one makes a person look, and nothing else. */
  private bounced(mail: ReadMail, marks: Marks): Verdict {
    const bounce = bounceOf(mail, this.settings.marks.isOurs);
    if (!bounce.isFinal) return { is: 'nothing', why: 'a server says that it goes on trying, or that all went well' };
    const isOurs = bounce.messageId !== undefined && this.settings.marks.isOurs(bounce.messageId);
    const requestId = bounce.requestId ?? marks.requestId;
    const found = { ...marks, requestId, caseRef: isOurs ? bounce.messageId : marks.caseRef };
    return doubt(mail, found, `a mail of ours came back: ${saidOf(bounce)}`);
  }
}

const saidOf = ({ recipient, status, words }: Bounce): string =>
  [recipient && `to ${recipient}`, status, words].filter(Boolean).join(', ') || 'its server does not say why';

const isMarked = ({ requestId, caseRef, number }: Marks): boolean => (requestId ?? caseRef ?? number) !== undefined;

const unrelated = (mail: ReadMail): Verdict => ({
  is: 'nothing',
  why: `an automatic answer that names no case, from ${mail.from.join(', ')}`,
});

/** An answer that a ticket system gives by itself tells nothing but its number. */
function taught(mail: ReadMail, marks: Marks, arrived: ArrivedMail): Verdict {
  if (marks.number === undefined || (marks.caseRef ?? marks.requestId) === undefined)
    return { is: 'nothing', why: 'an automatic answer that tells no number of a case' };
  return { is: 'change', snapshot: { ...snapshotOf(mail, marks, arrived), status: NO_STATUS } };
}

type Words = Pick<CaseSnapshot, 'status' | 'reason' | 'publicText' | 'publicTextBy'>;

function wordsOf({ status, reason, isPublic }: Meaning, text: string, author: string | undefined): Words {
  return { status, ...(reason && { reason }), ...(isPublic && text !== '' && { publicText: text, publicTextBy: author }) };
}

/** By the name first: a ticket system writes for all of its users from one address. */
const authorOf = ({ from, fromName }: ReadMail): string | undefined => fromName ?? from[0];

function snapshotOf(
  mail: ReadMail,
  { caseRef, number, requestId }: Marks,
  { at, source }: ArrivedMail,
): Omit<CaseSnapshot, 'status'> {
  // Named by our id and by a number of its own: the number may be new to the bridge.
  const known = caseRef ?? (requestId === undefined ? number : undefined);
  return {
    caseRef: known ?? `request ${requestId}`,
    changedAt: at,
    changeId: idOf(mail, source),
    ...(requestId !== undefined && { requestId }),
    ...(number !== undefined && number !== known && { renumberedTo: number }),
  };
}

function doubt(mail: ReadMail, { caseRef, number, requestId }: Marks, reason: string): Verdict {
  const about = requestId === undefined ? '' : `, about ${requestId}`;
  const summary = `mail of ${mail.from.join(', ') || 'nobody'}${about}: ${mail.subject}`.slice(0, SUMMARY_LENGTH);
  const ref = caseRef ?? number;
  return { is: 'doubt', doubt: { id: idOf(mail), reason, summary, ...(ref !== undefined && { caseRef: ref }) } };
}

/** The same for a mail that comes by two addresses, or is moved and comes again. */
function idOf(mail: ReadMail, source?: Buffer): string {
  if (mail.messageId === undefined && source) return digest(source);
  return digest(JSON.stringify([mail.messageId, mail.from, mail.header('date'), mail.subject, mail.text]));
}

const digest = (content: string | Buffer): string => `mail-${createHash('sha256').update(content).digest('hex').slice(0, 32)}`;
