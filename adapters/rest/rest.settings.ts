import {
  ArrayNotEmpty,
  IsArray,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsString,
  IsUrl,
  Matches,
  Max,
  Min,
  ValidateIf,
} from 'class-validator';
import { HttpSettings, OnlyAuthUnless } from '../../src/adapter-kit/http/http-settings.js';
import { IsJsonataExpression } from '../../src/adapter-kit/jsonata.js';
import { IsLiquidRecord, IsLiquidTemplate } from '../../src/adapter-kit/liquid.js';
import { IsTables } from '../../src/adapter-kit/mapping/tables.js';
import { Description, ListOf, Nested, RecordOf } from '../../src/adapter-kit/settings-shape.js';
import { HEADER_NAME, METHODS, RestAttachment, RestNote, RestSend, RestUpdate } from './rest.step-settings.js';

const AUTH_KINDS = ['none', 'basic', 'bearer', 'apiKey'] as const;
const FAILURES = ['transient', 'unavailable', 'rejected', 'misconfigured', 'unknown'] as const;
const IN_CREATE = ['request', 'idempotencyKey'];
const IN_FIND = [...IN_CREATE, 'since'];
const IN_STATUS = ['caseRef'];
const IN_CHANGES = ['from', 'to', 'page'];

const forKind =
  (...kinds: string[]) =>
  ({ kind }: RestAuth) =>
    kinds.includes(kind);

/** Who we are to the CRM. Keys of another kind are ignored. */
export class RestAuth {
  @Description('How the CRM knows us.') @IsIn(AUTH_KINDS) kind!: (typeof AUTH_KINDS)[number];
  @ValidateIf(forKind('basic')) @IsString() @IsNotEmpty() username?: string;
  @ValidateIf(forKind('basic')) @IsString() password?: string;
  @Description('For bearer.')
  @ValidateIf(forKind('bearer'))
  @Matches(/^[\x21-\x7e]+$/, { message: 'token must be visible ASCII' })
  token?: string;
  @Description('For apiKey: the name of its header.') @ValidateIf(forKind('apiKey')) @Matches(HEADER_NAME) header?: string;
  @Description('For apiKey: the whole value of the header.')
  @ValidateIf(forKind('apiKey'))
  @Matches(/^[\x20-\x7e]+$/, { message: 'value must be printable ASCII' })
  value?: string;
}

/** A harmless read that needs our credentials. */
export class RestCheck {
  @IsLiquidTemplate([]) path!: string;
  @IsLiquidRecord([]) query: Record<string, string> = {};
}

export class RestCreate extends RestSend {
  @IsIn(METHODS) method: (typeof METHODS)[number] = 'POST';
  @Description('Below baseUrl; printed values are URL-encoded.') @IsLiquidTemplate(IN_CREATE) path!: string;
  @IsLiquidRecord(IN_CREATE) query: Record<string, string> = {};
  @Description('The JSON to send, out of {request, idempotencyKey}.') @IsJsonataExpression() body!: string;
  @Description("The case's reference, out of {status, headers, body}.") @IsJsonataExpression() caseRef!: string;
}

export class RestFind {
  @IsLiquidTemplate(IN_FIND) path!: string;
  @IsLiquidRecord(IN_FIND) query: Record<string, string> = {};
  @Description('The cases, out of {status, headers, body}.') @IsJsonataExpression() list!: string;
  @Description('True for the case of this request, out of one case; knows $request and $idempotencyKey.')
  @IsJsonataExpression()
  matches!: string;
  @Description('The reference of one case.') @IsJsonataExpression() caseRef!: string;
}

/** Which cases may be the one of a request, where no search brings it for certain. */
export class RestCandidates {
  @IsLiquidTemplate(IN_FIND) path!: string;
  @IsLiquidRecord(IN_FIND) query: Record<string, string> = {};
  @Description('The cases, out of {status, headers, body}.') @IsJsonataExpression() list!: string;
  @Description('The reference of one case.') @IsJsonataExpression() caseRef!: string;
  @Description('When it was made: ISO 8601 (UTC if no zone is given) or milliseconds.')
  @IsOptional()
  @IsJsonataExpression()
  createdAt?: string;
  @Description('Degrees.') @IsOptional() @IsJsonataExpression() lat?: string;
  @Description('Degrees.') @IsOptional() @IsJsonataExpression() long?: string;
  @Description('True where it is of the kind that this request would have made; knows $request.')
  @IsOptional()
  @IsJsonataExpression()
  sameService?: string;
}

/** Where a case says how it is; dates are ISO 8601 (UTC if no zone is given) or milliseconds. */
class RestSnapshot {
  @IsJsonataExpression() status!: string;
  @IsOptional() @IsJsonataExpression() reason?: string;
  @Description('A text a resident may read.') @IsOptional() @IsJsonataExpression() publicText?: string;
  @IsOptional() @IsJsonataExpression() changedAt?: string;
}

export class RestStatus extends RestSnapshot {
  @IsLiquidTemplate(IN_STATUS) path!: string;
  @IsLiquidRecord(IN_STATUS) query: Record<string, string> = {};
  @Description('The case, out of {status, headers, body}. Nothing there: no such case.') @IsJsonataExpression() case = 'body';
  @Description('HTTP statuses that mean "no such case".') @IsArray() @ArrayNotEmpty() @IsInt({ each: true }) notFound: number[] =
    [404, 410];
}

export class RestChanges extends RestSnapshot {
  @IsLiquidTemplate(IN_CHANGES) path!: string;
  @Description('from and to are ISO 8601 in UTC; the date filter writes them otherwise. Empty values are left out.')
  @IsLiquidRecord(IN_CHANGES)
  query: Record<string, string> = {};
  @Description('The cases, out of {status, headers, body}.') @IsJsonataExpression() list!: string;
  @Description('The reference of one case.') @IsJsonataExpression() caseRef!: string;
  @Description('What page is on the first call.') @IsString() firstPage = '';
  @Description('The next page or its URL, out of {status, headers, body}; knows $page. Nothing or false: there is none.')
  @IsOptional()
  @IsJsonataExpression()
  nextPage?: string;
  @Description('What nextPage gives: a value for page, or a URL on the same host.') @IsIn(['page', 'url']) nextPageIs:
    'page' | 'url' = 'page';
}

/** One way in which the CRM says no; the first that fits is taken, before anything else is looked at. */
export class RestErrorRule {
  @Description('HTTP statuses it is for; left out: any.')
  @IsOptional()
  @IsArray()
  @ArrayNotEmpty()
  @IsInt({ each: true })
  @Min(100, { each: true })
  @Max(599, { each: true })
  status?: number[];
  @Description('When it is for this answer, out of {status, headers, body, text}.')
  @ValidateIf(({ status, when }: RestErrorRule) => status === undefined || when !== undefined)
  @IsJsonataExpression()
  when?: string;
  @Description('What it means.') @IsIn(FAILURES) kind!: (typeof FAILURES)[number];
  @Description("The CRM's words, out of {status, headers, body, text}. Left out: errorMessage.")
  @IsOptional()
  @IsJsonataExpression()
  message?: string;
}

/** A CRM with a JSON API, described key by key; README.md tells of each at length. */
export class RestSettings {
  @Description('Where the API starts; a query is no part of it.')
  @IsUrl({
    require_tld: false,
    require_protocol: true,
    protocols: ['http', 'https'],
    allow_query_components: false,
    allow_fragments: false,
    disallow_auth: true,
  })
  baseUrl!: string;
  @Nested(() => RestAuth) auth!: RestAuth;
  @Description('Certificates, proxy, NTLM, cookies, redirects, limits.')
  @OnlyAuthUnless('auth', ({ auth }: RestSettings) => auth?.kind !== 'none')
  @Nested(() => HttpSettings)
  http = new HttpSettings();
  @Description('Further headers of every call.') @RecordOf(() => String) headers: Record<string, string> = {};
  @Description('Look-up tables by name, for $table(name, key) in the bodies: the row of that key, else the one named default.')
  @IsTables()
  tables: Record<string, Record<string, string>> = {};
  @Nested(() => RestCheck) check!: RestCheck;
  @Nested(() => RestCreate) create!: RestCreate;
  @Description('How to look for the case of a request. Left out: a person decides when an answer was lost.')
  @IsOptional()
  @Nested(() => RestFind)
  find?: RestFind;
  @Description('Without find: the cases that may be it, for a person or for onUnknown adopt-nearest.')
  @IsOptional()
  @Nested(() => RestCandidates)
  candidates?: RestCandidates;
  @Description('What a resident wrote after the report. Left out: notes do not go to this CRM.')
  @IsOptional()
  @Nested(() => RestNote)
  note?: RestNote;
  @Description('Pictures as files. Left out: the CRM has their addresses only.')
  @IsOptional()
  @Nested(() => RestAttachment)
  attachment?: RestAttachment;
  @Description("A resident's word on the status. Has to be harmless when it comes twice.")
  @IsOptional()
  @Nested(() => RestUpdate)
  update?: RestUpdate;
  @IsOptional() @Nested(() => RestStatus) status?: RestStatus;
  @IsOptional() @Nested(() => RestChanges) changes?: RestChanges;
  @ListOf(() => RestErrorRule) errors: RestErrorRule[] = [];
  @Description("Where an error's text stands, out of {status, headers, body, text}. Left out: the body as it came.")
  @IsOptional()
  @IsJsonataExpression()
  errorMessage?: string;
}
