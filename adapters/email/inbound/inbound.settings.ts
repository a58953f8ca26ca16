import {
  ArrayNotEmpty,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsString,
  Matches,
  Max,
  Min,
  MinLength,
} from 'class-validator';
import { IsPattern, IsPatternList } from '../../../src/adapter-kit/pattern.js';
import { Description, ListOf, Nested } from '../../../src/adapter-kit/settings-shape.js';
import { MAIL_CHECKS, type MailCheck } from './authentication.js';

const A_SENDER = /^([^\s@<>",;]+)?@[^\s@<>",;]+$/;
const A_HEADER = /^[A-Za-z0-9-]+$/;

/** Who has to vouch for a sender. */
export class InboundAuthentication {
  @Description(
    'The name by which our receiving server signs its Authentication-Results (RFC 8601). It has to take out what others wrote by that name.',
  )
  @IsString()
  @IsNotEmpty()
  server!: string;
  @Description('One of these has to have passed for the domain of the sender.')
  @IsArray()
  @ArrayNotEmpty()
  @IsIn(MAIL_CHECKS, { each: true })
  checks: MailCheck[] = ['dkim', 'dmarc'];
}

/** The CRM's own number of a case. */
export class InboundNumber {
  @Description('Headers that hold it, such as X-RT-Ticket; the first that is there counts.')
  @IsArray()
  @Matches(A_HEADER, { each: true })
  headers: string[] = [];
  @Description('A regular expression; its first group is the number, such as \\[Ticket#(\\d+)\\].')
  @IsOptional()
  @IsPattern()
  subject?: string;
}

/** What an answer means. All that is written has to fit. */
export class InboundStatusRule {
  @Description('A regular expression, found anywhere in the subject.') @IsOptional() @IsPattern() subject?: string;
  @Description('The same for the text, without quotes and signature.') @IsOptional() @IsPattern() text?: string;
  @Description('A header that has to be there.') @IsOptional() @Matches(A_HEADER) header?: string;
  @Description('A regular expression for the header.') @IsOptional() @IsPattern() headerValue?: string;
  @Description('Also for answers that a program gave by itself.') @IsBoolean() automatic = false;
  @Description('The word that the statusRules of the connection read.') @IsString() @IsNotEmpty() status!: string;
  @Description('The reason that they read.') @IsOptional() @IsString() @IsNotEmpty() reason?: string;
  @Description('Takes the reason out of the text: the first group of this regular expression.')
  @IsOptional()
  @IsPattern()
  reasonPattern?: string;
  @Description('Residents may read the text. Left out: as inbound.publicText says.')
  @IsOptional()
  @IsBoolean()
  publicText?: boolean;
}

/** How answers are read from our mailbox. */
export class EmailInbound {
  @Description('The folder they come to.') @IsString() @IsNotEmpty() folder = 'INBOX';
  @Description(
    'Who may change a case: addresses, or domains such as @city.example. From anybody else a mail is listed for a person.',
  )
  @IsArray()
  @ArrayNotEmpty()
  @Matches(A_SENDER, { each: true, message: 'each of senders must be an address, or a domain such as @city.example' })
  senders!: string[];
  @Description('Left out: a sender is believed as it is written. Anybody can write anything there.')
  @IsOptional()
  @Nested(() => InboundAuthentication)
  authentication?: InboundAuthentication;
  @Description(
    'Gives each report an address of its own for answers, which nobody can make up: at least 16 characters, a reference such as ${REPLY_SECRET}.',
  )
  @IsOptional()
  @IsString()
  @MinLength(16)
  replySecret?: string;
  @Description('What stands between the name of the mailbox and the id in such an address.') @Matches(/^[+=_-]$/) replySeparator =
    '+';
  @Description('How our public ids look, as a regular expression.') @IsPattern() requestIdPattern = '\\b\\d{2}-\\d{8}\\b';
  @Nested(() => InboundNumber) caseNumber: InboundNumber = new InboundNumber();
  @Description('First that fits counts. What no rule fits is listed for a person.')
  @ListOf(() => InboundStatusRule)
  statusRules: InboundStatusRule[] = [];
  @Description('Residents may read what is written in answers.') @IsBoolean() publicText = false;
  @Description('Regular expressions of lines from which on an answer does not count, such as a disclaimer.')
  @IsPatternList()
  cutAt: string[] = [];
  @Description(
    'leave: nothing is changed in the mailbox. flag: mails get the keyword, and those without it are read however old their date. move: those understood go to doneFolder, too.',
  )
  @IsIn(['leave', 'flag', 'move'])
  handled: 'leave' | 'flag' | 'move' = 'leave';
  @Description('The keyword of mails that were read.') @Matches(/^[A-Za-z0-9_$-]+$/) keyword = 'Open311Handled';
  @Description('Where mails go that were understood.') @IsString() @IsNotEmpty() doneFolder = 'Open311 done';
  @Description('With flag or move: how many days back mails without the keyword are read.')
  @IsInt()
  @Min(1)
  @Max(365)
  lookBackDays = 7;
  @Description('Mails read in one go.') @IsInt() @Min(1) @Max(200) mailsAtOnce = 20;
  @Description('Of a larger mail only the beginning is read.') @IsInt() @Min(10_000) @Max(50_000_000) maxMailBytes = 1_000_000;
}
