import { IsArray, IsBoolean, IsIn, IsInt, IsOptional, IsString, Max, Min } from 'class-validator';
import { Description, ListOf, Nested } from '../../../src/adapter-kit/settings-shape.js';
import { SoapErrorRule } from './error-settings.js';
import { SoapDecoding } from './decoding-settings.js';
import { ACTION_HEADERS } from './message-settings.js';
import { Conditions, NamedReadings, Reading, type SoapCondition, type SoapReading } from './reading-settings.js';
import { IsText, IsTree } from './text-rules.js';

/** One operation of the CRM: what is sent and how its answer is read. */
export class SoapOperation {
  @Description('read: changes nothing, so it can be asked again. write: a lost answer is an unknown outcome.')
  @IsIn(['read', 'write'])
  purpose!: 'read' | 'write';
  @Description('The tree of the body. Left out: an empty body.') @IsOptional() @IsTree() body?: unknown;
  @Description("Header trees of this operation, beside the connection's own.") @IsOptional() @IsTree() header?: unknown;
  @Description("Address, if not the connection's or the session's; Liquid.") @IsOptional() @IsText() endpoint?: string;
  @Description("SOAPAction, if not the connection's; Liquid.") @IsOptional() @IsText() soapAction?: string;
  @IsOptional() @IsIn(ACTION_HEADERS) soapActionHeader?: (typeof ACTION_HEADERS)[number];
  @Description('WS-Addressing Action; left out: soapAction.') @IsOptional() @IsText() addressingAction?: string;
  @Description('Needs a session, where the connection has one.') @IsBoolean() session = true;
  @Description('Sends the WS-Security header, where the connection has one.') @IsBoolean() security = true;
  @Description("Local names of the answer's root that are right; left out: any.")
  @IsOptional()
  @IsArray()
  @IsString({ each: true })
  root?: string[];
  @Description('An empty body is a full answer, and not a lost one.') @IsBoolean() emptyBody = false;
  @Description('The answer brings secrets: it is not captured.') @IsBoolean() secretAnswer = false;
  @Description("When it was done, if not by the connection's success.") @IsOptional() @Conditions() success?: SoapCondition[];
  @Description(
    'Found in an answer that says no, it is a success all the same: what was to be made is there. A warning is logged.',
  )
  @IsOptional()
  @Reading()
  idWins?: SoapReading;
  @Description('Values taken out of the answer, by name: later steps know them as steps.NAME.')
  @NamedReadings()
  values: Record<string, SoapReading> = {};
  @Description('The record in the answer that a later step writes back with $merge.')
  @IsOptional()
  @Reading()
  record?: SoapReading;
  @Description('Asked before the rules of the connection.') @ListOf(() => SoapErrorRule) errors: SoapErrorRule[] = [];
  @Description('How nested documents, references and parts of the answer are opened.')
  @IsOptional()
  @Nested(() => SoapDecoding)
  decode?: SoapDecoding;
  @Description("Milliseconds the call may take; the connection's callTimeoutMs ends it in any case.")
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(3_600_000)
  timeoutMs?: number;
  @Description('Characters the answer may have.') @IsInt() @Min(1000) @Max(100_000_000) maxAnswerCharacters = 16_000_000;
}
