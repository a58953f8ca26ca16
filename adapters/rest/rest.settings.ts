import { IsIn, IsOptional, IsString, IsUrl } from 'class-validator';
import { DateRule } from '../../src/adapter-kit/dates/date-rule.js';
import { HttpSettings, OnlyAuthUnless } from '../../src/adapter-kit/http/http-settings.js';
import { IsJsonataExpression } from '../../src/adapter-kit/jsonata.js';
import { HasNamedTables } from '../../src/adapter-kit/mapping/named-tables.js';
import { IsTables } from '../../src/adapter-kit/mapping/tables.js';
import { Description, ListOf, Nested, RecordOf } from '../../src/adapter-kit/settings-shape.js';
import { ANSWER_FORMS, type AnswerForm } from './settings/answer-forms.js';
import { RestAttachment } from './settings/attachment-settings.js';
import { RestAuth } from './settings/auth-settings.js';
import { RestCandidates } from './settings/candidate-settings.js';
import { RestChanges } from './settings/changes-settings.js';
import { RestCheck } from './settings/check-settings.js';
import { NotWithPictures, RestCreate } from './settings/create-settings.js';
import { RestErrorRule } from './settings/error-settings.js';
import { RestFind } from './settings/find-settings.js';
import { RestNote } from './settings/note-settings.js';
import { RestServices } from './settings/services-settings.js';
import { RestStatusNames, STATUS_IDS } from './settings/status-names-settings.js';
import { RestStatus } from './settings/status-settings.js';
import { RestUpdate } from './settings/update-settings.js';

/** A CRM with a JSON API, described key by key; README.md tells of each at length. */
export class RestSettings {
  @Description('Ready settings that these are laid over: the name of a file in adapters/rest/presets.')
  @IsOptional()
  @IsString()
  preset?: string;
  @Description('What the preset wants to know.') @RecordOf(() => String) parameters: Record<string, string> = {};
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
  @Description('How the CRM writes its answers. In xml, body is the document as a mapping.')
  @IsIn(ANSWER_FORMS)
  answers: AnswerForm = 'json';
  @Description('Further headers of every call.') @RecordOf(() => String) headers: Record<string, string> = {};
  @Description('Look-up tables by name, for $table(name, key) in the bodies: the row of that key, else the one named default.')
  @HasNamedTables([STATUS_IDS])
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
  @Description(
    'Pictures as files, by calls of their own. Left out: the CRM has their addresses, or those that create.pictures asks for.',
  )
  @NotWithPictures()
  @IsOptional()
  @Nested(() => RestAttachment)
  attachment?: RestAttachment;
  @Description("A resident's word on the status. Has to be harmless when it comes twice.")
  @IsOptional()
  @Nested(() => RestUpdate)
  update?: RestUpdate;
  @IsOptional() @Nested(() => RestStatus) status?: RestStatus;
  @IsOptional() @Nested(() => RestChanges) changes?: RestChanges;
  @Description('The kinds of case there are, for open311-bridge catalogue. Left out: it is not asked.')
  @IsOptional()
  @Nested(() => RestServices)
  services?: RestServices;
  @Description('Where statuses are ids that mean something else in each installation: what they are called.')
  @IsOptional()
  @Nested(() => RestStatusNames)
  statusNames?: RestStatusNames;
  @Description('How the CRM writes moments: from, to and since are written so, and what it tells is read so. Left out: ISO 8601.')
  @IsOptional()
  @Nested(() => DateRule)
  dates?: DateRule;
  @ListOf(() => RestErrorRule) errors: RestErrorRule[] = [];
  @Description("Where an error's text stands, out of {status, headers, body, text}. Left out: the body as it came.")
  @IsOptional()
  @IsJsonataExpression()
  errorMessage?: string;
}
