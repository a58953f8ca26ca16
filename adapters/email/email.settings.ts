import {
  IsBoolean,
  IsFQDN,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsString,
  isEmail,
  Max,
  Min,
  ValidateBy,
  ValidateIf,
  type ValidationArguments,
} from 'class-validator';
import addressparser from 'nodemailer/lib/addressparser';
import { IsLiquidTemplate, TextTemplate } from '../../src/adapter-kit/liquid.js';
import { Description, Nested } from '../../src/adapter-kit/settings-shape.js';
import { EmailDkim, EmailPictures } from './email.mail-settings.js';
import { EmailTls } from './email.tls-settings.js';
import { EmailImap } from './imap/imap.settings.js';
import { EmailInbound } from './inbound/inbound.settings.js';

const IN_TEMPLATES = ['request'];
const IN_NOTES = ['note', 'caseRef'];

const SUBJECT = '{{ request.id }} {{ request.serviceName }}{% if request.address %}, {{ request.address }}{% endif %}';
const TEXT = `{{ request.serviceName }}{% if request.group %} ({{ request.group }}){% endif %}
Report {{ request.id }} of {{ request.requestedAt }}

{{ request.description }}
{% if request.address %}
Place: {{ request.address }}{% endif %}{% if request.point %}
Latitude and longitude: {{ request.point.lat }}, {{ request.point.long }}{% endif %}{% for attribute in request.attributes %}
{{ attribute.code }}: {{ attribute.values | join: ', ' }}{% endfor %}{% for url in request.mediaUrls %}
Picture: {{ url }}{% endfor %}

Reported by: {{ request.reporter.firstName }} {{ request.reporter.lastName }} {{ request.reporter.email }} {{ request.reporter.phone }}
`;

const NOTE_SUBJECT = 'Re: update {{ note.id }}';
const NOTE_TEXT = `{{ note.text }}
{% for url in note.mediaUrls %}
Picture: {{ url }}{% endfor %}

Written at {{ note.writtenAt }} by: {{ note.author.firstName }} {{ note.author.lastName }} {{ note.author.email }} {{ note.author.phone }}
`;

/** A mailbox, or a CRM that makes cases out of mail. */
export class EmailSettings {
  @Description('The SMTP server.') @IsString() @IsNotEmpty() host!: string;
  @IsInt() @Min(1) @Max(65_535) port = 587;
  @Description('TLS from the first byte, as on port 465.') @IsBoolean() secure = false;
  @Description('Whether a plain connection is raised to TLS: opportunistic does it where the server offers it.')
  @IsIn(['always', 'never', 'opportunistic'])
  startTls: 'always' | 'never' | 'opportunistic' = 'always';
  @Nested(() => EmailTls) tls: EmailTls = new EmailTls();
  @Description('Left out: no login.') @IsOptional() @IsString() @IsNotEmpty() username?: string;
  @ValidateIf(({ username, password }: EmailSettings) => username !== undefined || password !== undefined)
  @IsString()
  @IsNotEmpty()
  password?: string;
  @Description('The sender.') @IsMailAddresses({ atMost: 1 }) from!: string;
  @Description('Who gets the reports; several by comma.') @IsMailAddresses() to!: string;
  @IsOptional() @IsMailAddresses() cc?: string;
  @Description('Liquid; our id is put first where the template does not.') @IsLiquidTemplate(IN_TEMPLATES) subjectTemplate =
    SUBJECT;
  @Description('Liquid; a block for machines is added below.') @IsLiquidTemplate(IN_TEMPLATES) textTemplate = TEXT;
  @Description('Liquid; every value is escaped. Left out: a plain text mail.')
  @IsOptional()
  @IsLiquidTemplate(IN_TEMPLATES)
  htmlTemplate?: string;
  @Description('Liquid; the subject of a mail with what a resident wrote after the report.')
  @IsLiquidTemplate(IN_NOTES)
  noteSubjectTemplate = NOTE_SUBJECT;
  @Description('Liquid; its text. A block for machines is added below.') @IsLiquidTemplate(IN_NOTES) noteTextTemplate = NOTE_TEXT;
  @Description(
    'Where answers go; Liquid that knows request.id, such as bridge+{{ request.id }}@city.example. Left out: to the sender.',
  )
  @IsOptional()
  @IsReplyTemplate()
  replyTo?: string;
  @Description('refused marks mails so that nobody answers by himself. welcome: a ticket system answers with its number.')
  @IsIn(['refused', 'welcome'])
  automaticReplies: 'refused' | 'welcome' = 'refused';
  @Description('The block for machines comes as a file, too.') @IsBoolean() jsonAttachment = false;
  @Nested(() => EmailPictures) pictures: EmailPictures = new EmailPictures();
  @Description('Signs mails. Left out: the mail server does, or nobody.') @IsOptional() @Nested(() => EmailDkim) dkim?: EmailDkim;
  @Description('The right side of every Message-ID. Left out: the domain of from.')
  @IsOptional()
  @IsFQDN({ require_tld: false })
  messageIdDomain?: string;
  @Description('Our own mailbox. Left out: nothing that was sent can be looked up.')
  @IsOptional()
  @Nested(() => EmailImap)
  imap?: EmailImap;
  @Description('How answers are read from the mailbox of imap. Left out: they are not.')
  @IsOptional()
  @Nested(() => EmailInbound)
  @NeedsMailbox()
  inbound?: EmailInbound;
}

function NeedsMailbox(): PropertyDecorator {
  const validate = (_value: unknown, given?: ValidationArguments) =>
    (given?.object as EmailSettings | undefined)?.imap !== undefined;
  const defaultMessage = () => 'inbound needs imap: the mailbox to which answers come';
  return ValidateBy({ name: 'needsMailbox', validator: { validate, defaultMessage } });
}

/** `name@host`, or `Name <name@host>`; several by comma. */
function IsMailAddresses({ atMost = Infinity } = {}): PropertyDecorator {
  const fits = (value: unknown): boolean => {
    if (typeof value !== 'string' || /[\r\n]/.test(value)) return false;
    const found = addressparser(value, { flatten: true });
    return found.length > 0 && found.length <= atMost && found.every(({ address }) => isEmail(address, { require_tld: false }));
  };
  const form = atMost === 1 ? 'one mail address' : 'mail addresses, several by comma';
  const message = (given?: ValidationArguments) => `${given?.property} must be ${form}`;
  const check = ValidateBy({ name: 'isMailAddresses', validator: { validate: fits, defaultMessage: message } });
  return (target, property) => [IsString(), check].forEach((decorate) => decorate(target, property));
}

/** Gives an address for every id that is written as ids are. */
function IsReplyTemplate(): PropertyDecorator {
  const fits = (value: unknown): boolean => {
    try {
      return (
        typeof value === 'string' &&
        isEmail(new TextTemplate(value).render({ request: { id: '26-00000001' } }), { require_tld: false })
      );
    } catch {
      return false;
    }
  };
  const message = (given?: ValidationArguments) =>
    `${given?.property} must be a mail address in which {{ request.id }} may stand, such as bridge+{{ request.id }}@city.example`;
  const check = ValidateBy({ name: 'isReplyTemplate', validator: { validate: fits, defaultMessage: message } });
  return (target, property) => [IsString(), check].forEach((decorate) => decorate(target, property));
}
