import { IsBoolean, IsIn, IsNotEmpty, IsOptional, IsString, IsTimeZone, IsUrl, Matches } from 'class-validator';
import { IsCharset } from '../../src/adapter-kit/charset.js';
import { HttpSettings, OnlyAuthUnless } from '../../src/adapter-kit/http/http-settings.js';
import { IsTables } from '../../src/adapter-kit/mapping/tables.js';
import { IsPattern } from '../../src/adapter-kit/pattern.js';
import { Description, Nested, RecordOf } from '../../src/adapter-kit/settings-shape.js';
import { SoapActions } from './settings/action-settings.js';
import { SoapAttachments } from './settings/attachment-settings.js';
import { AreReferredToRightly, FitsTrees } from './settings/cross-checks.js';
import { SoapErrors } from './settings/error-settings.js';
import {
  ACTION_HEADERS,
  ENVELOPES,
  type EnvelopeVersion,
  SoapAddressing,
  SoapCoordinates,
  SoapHttpAuth,
  SoapSecurity,
} from './settings/message-settings.js';
import { SoapOperation } from './settings/operation-settings.js';
import { SoapPolling } from './settings/polling-settings.js';
import { Conditions, type SoapCondition } from './settings/reading-settings.js';
import { SoapServices } from './settings/services-settings.js';
import { SoapSession } from './settings/session-settings.js';
import { SoapStatus } from './settings/status-settings.js';
import { IsText, IsTextRecord, IsTree } from './settings/text-rules.js';
import type { Tables } from './paths/value-reader.js';

export const EMPTY_RULES = ['omit', 'send', 'nil'] as const;
export type EmptyRule = (typeof EMPTY_RULES)[number];

/** A description of the service: the trees are compared with it at start. It is never needed. */
export class SoapWsdl {
  @Description('The WSDL itself: ${file:crm.wsdl}.') @IsString() @IsNotEmpty() text!: string;
  @Description('Schemas that it imports, one text each.') @IsString({ each: true }) schemas: string[] = [];
  @Description('Whether a difference is a warning, or stops the start.') @IsIn(['warn', 'refuse']) onDifference:
    'warn' | 'refuse' = 'warn';
}

/** A CRM with a SOAP interface, described key by key; README.md tells of each at length. */
export class SoapSettings {
  @Description('Address that is called, query included.')
  @IsUrl({
    require_tld: false,
    require_protocol: true,
    protocols: ['http', 'https'],
    allow_fragments: false,
    disallow_auth: true,
  })
  endpoint!: string;
  @Description('SOAP 1.1, SOAP 1.2, or no envelope: plain XML.') @IsIn(ENVELOPES) envelope: EnvelopeVersion = '1.1';
  @Description('Content type without parameters. Left out: text/xml, or application/soap+xml for SOAP 1.2.')
  @IsOptional()
  @Matches(/^[\w.+-]+\/[\w.+-]+$/)
  contentType?: string;
  @Description('Charset of what is sent.') @IsCharset() charset = 'utf-8';
  @Description('A character that the charset lacks goes as an XML reference, as something like it, or as a question mark.')
  @IsIn(['reference', 'transliterate', 'replace'])
  beyondCharset: 'reference' | 'transliterate' | 'replace' = 'reference';
  @Description('Content-Type names the charset.') @IsBoolean() charsetParameter = true;
  @Description('Prefixes that trees use, each with its namespace; declared on the root.')
  @RecordOf(() => String)
  namespaces: Record<string, string> = {};
  @Description('SOAPAction of every operation that has none of its own; Liquid that knows operation.') @IsText() soapAction = '';
  @Description('The header SOAPAction in quotation marks, without them, or not at all.')
  @IsIn(ACTION_HEADERS)
  soapActionHeader: (typeof ACTION_HEADERS)[number] = 'quoted';
  @Description('What trees and texts know as credentials.NAME; none of it is shown anywhere.')
  @RecordOf(() => String)
  credentials: Record<string, string> = {};
  @Nested(() => SoapHttpAuth) auth: SoapHttpAuth = new SoapHttpAuth();
  @Description('Further HTTP headers of every call; Liquid that knows credentials and session.')
  @IsTextRecord()
  headers: Record<string, string> = {};
  @Description('How HTTP is spoken: certificates, proxy, NTLM, limits.')
  @Nested(() => HttpSettings)
  @OnlyAuthUnless('auth', ({ auth }: SoapSettings) => auth?.kind !== 'none')
  http: HttpSettings = new HttpSettings();
  @Description('Header trees of every operation.') @IsOptional() @IsTree() header?: unknown;
  @IsOptional() @Nested(() => SoapSecurity) security?: SoapSecurity;
  @IsOptional() @Nested(() => SoapAddressing) addressing?: SoapAddressing;
  @IsOptional() @Nested(() => SoapSession) session?: SoapSession;
  @Description('An element whose text is empty is left out, sent empty, or sent as nil, where it does not say itself.')
  @IsIn(EMPTY_RULES)
  empty: EmptyRule = 'omit';
  @IsOptional() @Nested(() => SoapCoordinates) coordinates?: SoapCoordinates;
  @Description('Zone of times without one.') @IsTimeZone() timeZone = 'UTC';
  @Description('Look-up tables by name: texts to texts. Trees know them as tables.NAME.') @IsTables() tables: Tables = {};
  @Description('Named groups of this regular expression on a reference are known as case.NAME.')
  @IsOptional()
  @IsPattern()
  caseRefParts?: string;
  @Description('What must hold of an answer, if nothing else is said by the operation: it was done.')
  @Conditions()
  success: SoapCondition[] = [];
  @Nested(() => SoapErrors) errors: SoapErrors = new SoapErrors();
  @Description('The operations of the CRM, under names of your own.')
  @RecordOf(() => SoapOperation)
  @AreReferredToRightly()
  operations!: Record<string, SoapOperation>;
  @Nested(() => SoapActions) actions!: SoapActions;
  @IsOptional() @Nested(() => SoapAttachments) attachments?: SoapAttachments;
  @IsOptional() @Nested(() => SoapStatus) status?: SoapStatus;
  @IsOptional() @Nested(() => SoapPolling) polling?: SoapPolling;
  @IsOptional() @Nested(() => SoapServices) services?: SoapServices;
  @IsOptional() @Nested(() => SoapWsdl) @FitsTrees() wsdl?: SoapWsdl;
}
