import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsArray,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsString,
  Matches,
  Max,
  Min,
} from 'class-validator';
import { IsJsonataExpression } from '../../adapter-kit/jsonata.js';
import { Description, Nested } from '../../adapter-kit/settings-shape.js';
import { CALLBACK_AUTH_KINDS, type CallbackAuthKind } from '../jurisdiction-settings.js';

const MEBIBYTE = 1024 * 1024;
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const HEADER_RULE = { message: 'must be the name of an HTTP header' };

export class CallbackAuthShape {
  @Description(
    'How a message proves where it comes from: webhook (signed by Standard Webhooks), basic, header (a shared secret), certificate (of a client, as a trusted proxy tells), addresses (nothing but where it comes from).',
  )
  @IsIn(CALLBACK_AUTH_KINDS)
  kind!: CallbackAuthKind;
  @Description(
    'webhook, header: one secret, or two while one takes the place of the other. Better references such as ${CRM_SECRET}.',
  )
  @IsOptional()
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(2)
  @IsString({ each: true })
  @IsNotEmpty({ each: true })
  secrets?: string[];
  @Description('webhook: how far its time may be from ours, in seconds.') @IsInt() @Min(1) @Max(300) toleranceSeconds = 300;
  @Description('basic.') @IsOptional() @IsString() @IsNotEmpty() username?: string;
  @Description('basic: one password, or two while one takes the place of the other.')
  @IsOptional()
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(2)
  @IsString({ each: true })
  @IsNotEmpty({ each: true })
  passwords?: string[];
  @Description(
    'header: which one holds the secret. certificate: in which the proxy writes the certificate (PEM in URL encoding, or as RFC 9440 says).',
  )
  @IsOptional()
  @Matches(HEADER_NAME, HEADER_RULE)
  header?: string;
  @Description('certificate: SHA-256 of those that are taken, in hex, with or without colons.')
  @IsOptional()
  @IsArray()
  @ArrayNotEmpty()
  @Matches(/^([0-9A-Fa-f]{2}:?){31}[0-9A-Fa-f]{2}$/, { each: true, message: 'each item must be a SHA-256 in hex' })
  fingerprints?: string[];
}

export class CallbackAnswerShape {
  @Description('Of the answer to a message that was taken.') @IsInt() @Min(200) @Max(299) status = 200;
  @IsString() @IsNotEmpty() @Matches(/^[\x20-\x7e]+$/, { message: 'must be a media type' }) contentType = 'application/json';
  @Description('As the CRM wants it, such as a SOAP envelope.') @IsString() body = '{"accepted":true}';
}

/** `connections.NAME.callback`: the CRM tells by itself, at `POST /callbacks/<jurisdiction>/<connection>`. */
export class CallbackShape {
  @Nested(() => CallbackAuthShape) auth!: CallbackAuthShape;
  @Description('Addresses or networks that messages may come from, such as [198.51.100.0/24]; empty: any.')
  @IsArray()
  @IsString({ each: true })
  addresses: string[] = [];
  @Description(
    "What changed, out of {headers, query, body}: one mapping or a list of them with caseRef, status, and where told reason, publicText, changedAt, changeId, requestId and the rest (docs/callbacks.md). Not set: the adapter's own receiveCallback.",
  )
  @IsOptional()
  @IsJsonataExpression()
  changes?: string;
  @Description(
    'The id of the message, out of {headers, query, body}: one that came before is not kept again. webhook has its own.',
  )
  @IsOptional()
  @IsJsonataExpression()
  id?: string;
  @Nested(() => CallbackAnswerShape) answer: CallbackAnswerShape = new CallbackAnswerShape();
  @Description('Largest message.') @IsInt() @Min(1024) @Max(16 * MEBIBYTE) maxBytes = 262_144;
  @Description('How long messages that could not be read, and the ids of all, are kept.') @IsInt() @Min(1) @Max(365) keepDays =
    30;
}
