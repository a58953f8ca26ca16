import {
  IsArray,
  IsDefined,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsString,
  IsTimeZone,
  IsUrl,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateIf,
} from 'class-validator';
import { HttpSettings, OnlyAuthUnless } from '../../src/adapter-kit/http/http-settings.js';
import { IsLiquidTemplate } from '../../src/adapter-kit/liquid.js';
import { IsPatternList } from '../../src/adapter-kit/pattern.js';
import { Description, Nested, RecordOf } from '../../src/adapter-kit/settings-shape.js';
import { LaganCase, LaganExternalReference } from './lagan.case-settings.js';
import { LaganReporter } from './lagan.reporter-settings.js';
import { IsOfNewerContract, IsProjection, ShowsId } from './lagan.rules.js';
import { DEFAULT_DESCRIPTION, DEFAULT_NOTE, DEFAULT_TITLE, NOTE_VARIABLES, TEMPLATE_VARIABLES } from './lagan.texts.js';
import { LaganServices } from './lagan.services-settings.js';
import { LaganUpdates } from './lagan.update-settings.js';

const ADDRESS = { require_tld: false, require_protocol: true, protocols: ['http', 'https'] };

const inForm = ({ target }: LaganCoordinates) => target === 'form';

export class LaganCoordinates {
  @Description('Where coordinates go: nowhere, into XCoord and YCoord, or into two fields of the case form.')
  @IsIn(['none', 'xy', 'form'])
  target: 'none' | 'xy' | 'form' = 'none';
  @Description("The CRM's grid: an EPSG code or a proj string.") @IsProjection() projection = 'EPSG:27700';
  @Description('Digits behind the point.') @IsInt() @Min(0) @Max(10) decimals = 2;
  @Description('For form: key of the field with the easting.')
  @ValidateIf(inForm)
  @IsString()
  @IsNotEmpty()
  @MaxLength(100)
  xKey?: string;
  @Description('For form: key of the field with the northing.')
  @ValidateIf(inForm)
  @IsString()
  @IsNotEmpty()
  @MaxLength(100)
  yKey?: string;
}

/** In Unicode characters. What is longer is cut, with a mark, and the log says so. */
export class LaganLimits {
  @Description('Longest title; our id is never cut.') @IsInt() @Min(40) @Max(4000) titleCharacters = 100;
  @Description('Longest description.') @IsInt() @Min(100) @Max(1_000_000) descriptionCharacters = 4000;
  @Description('Longest note; our id is never cut.') @IsInt() @Min(100) @Max(1_000_000) noteCharacters = 4000;
  @Description('Longest value of a form field; left out: any.') @IsOptional() @IsInt() @Min(1) formValueCharacters?: number;
  @Description('Longest value of an eform field.') @IsInt() @Min(1) @Max(1_000_000) eformValueCharacters = 4000;
}

/**
 * What a fault means. Codes are the ErrorCode of FWTException; patterns are regular expressions on the fault's words, any case. Codes go
 * first, and in the order authentication, transient, final. A typed fault that nothing here knows is final.
 */
export class LaganFaults {
  @Description('Codes that say the credentials or the token are refused.')
  @IsArray()
  @IsInt({ each: true })
  authenticationCodes: number[] = [];
  @Description('Codes that say nothing was done and later it may be.')
  @IsArray()
  @IsInt({ each: true })
  transientCodes: number[] = [];
  @Description('Codes that say the same request will never be taken.') @IsArray() @IsInt({ each: true }) finalCodes: number[] =
    [];
  @Description('Words that say the credentials or the token are refused.')
  @IsPatternList()
  authenticationPatterns: string[] = [
    'authentication (failed|failure|required|error)',
    'not authenticated',
    'invalid (user ?name|password|login|credentials|(security )?token)',
    '(token|session) (has |is )?expired',
  ];
  @Description('Words that say nothing was done and later it may be.') @IsPatternList() transientPatterns: string[] = [];
  @Description('Words that say the same request will never be taken.') @IsPatternList() finalPatterns: string[] = [];
}

const needsAccount = ({ soapAuth, httpAuth }: LaganSettings) => soapAuth !== 'none' || httpAuth === 'basic';
const needsAuthEndpoint = ({ soapAuth, authEndpoint }: LaganSettings) => soapAuth === 'token' || authEndpoint !== undefined;
const needsDefault = ({ cases, defaultCase }: LaganSettings) =>
  defaultCase !== undefined || Object.keys(cases ?? {}).length === 0;

/** One Lagan site. `README.md` beside this file says what to ask it. */
export class LaganSettings {
  @Description('Address of the FL service, such as https://crm.example.org/lagan/services/FL.') @IsUrl(ADDRESS) endpoint!: string;
  @Description('Address of the FLAuth service; needed for soapAuth token.')
  @ValidateIf(needsAuthEndpoint)
  @IsUrl(ADDRESS)
  authEndpoint?: string;
  @Description(
    'Generation of the contract. newer: the site knows LastModifiedDateFrom in FWTCaseSearch; older: cases are asked for one by one.',
  )
  @IsIn(['older', 'newer'])
  contract: 'older' | 'newer' = 'newer';

  @Description('Who we are to the application: user and password with every call, a token from FLAuth, or nothing.')
  @IsIn(['usernameToken', 'token', 'none'])
  soapAuth: 'usernameToken' | 'token' | 'none' = 'usernameToken';
  @Description('Who we are to the web server in front; independent of soapAuth.') @IsIn(['none', 'basic']) httpAuth:
    'none' | 'basic' = 'none';
  @Description('Certificates, proxy, NTLM, cookies, limits.')
  @OnlyAuthUnless('httpAuth', ({ httpAuth }: LaganSettings) => httpAuth !== 'none')
  @Nested(() => HttpSettings)
  http = new HttpSettings();
  @ValidateIf(needsAccount) @IsString() @IsNotEmpty() username?: string;
  @Description('Write ${NAME} to take it from the environment.')
  @ValidateIf(needsAccount)
  @IsString()
  @IsNotEmpty()
  password?: string;
  @Description('How long a token is used before a new one is fetched.') @IsInt() @Min(0) @Max(86_400_000) tokenTtlMs = 300_000;

  @Description('By service code: what kind of case it becomes.') @RecordOf(() => LaganCase) cases: Record<string, LaganCase> = {};
  @Description('Which classification events are services that open311-bridge catalogue takes over; left out: none.')
  @IsOptional()
  @Nested(() => LaganServices)
  services?: LaganServices;
  @Description('For every service that cases does not name.')
  @ValidateIf(needsDefault)
  @IsDefined({ message: 'give cases, defaultCase or both' })
  @Nested(() => LaganCase)
  defaultCase?: LaganCase;

  @Description('Liquid; must show {{ id }}: by it a case is found again.')
  @IsLiquidTemplate(TEMPLATE_VARIABLES)
  @ShowsId()
  titleTemplate = DEFAULT_TITLE;
  @Description('Liquid.') @IsLiquidTemplate(TEMPLATE_VARIABLES) descriptionTemplate = DEFAULT_DESCRIPTION;
  @Description('Liquid; must show {{ id }}: by it a note is found again.')
  @IsLiquidTemplate(NOTE_VARIABLES)
  @ShowsId()
  noteTemplate = DEFAULT_NOTE;
  @Description(
    'Which operation writes notes and shows pictures: createNotes, to the number of the case, or updateCase, to its reference as it is.',
  )
  @IsIn(['createNotes', 'updateCase'])
  noteVia: 'createNotes' | 'updateCase' = 'createNotes';
  @Description('Labels of every note; left out: none. Newer contract only.')
  @IsOptional()
  @IsOfNewerContract()
  @IsArray()
  @IsString({ each: true })
  noteLabels?: string[];
  @Description('What the note of a picture says before the name of the file.')
  @IsString()
  @Matches(/\S/)
  @MaxLength(200)
  pictureNote = 'Photo';
  @Description("Which of a resident's words on the status the site follows; left out: none.")
  @IsOptional()
  @Nested(() => LaganUpdates)
  updates?: LaganUpdates;
  @Description('Who reported, as a party of the CRM; left out: cases are anonymous.')
  @IsOptional()
  @Nested(() => LaganReporter)
  reporter?: LaganReporter;
  @Description('Our id on the case as an external reference; left out: none. Newer contract only.')
  @IsOptional()
  @IsOfNewerContract()
  @Nested(() => LaganExternalReference)
  externalReference?: LaganExternalReference;
  @Nested(() => LaganCoordinates) coordinates = new LaganCoordinates();
  @Nested(() => LaganLimits) limits = new LaganLimits();

  @Nested(() => LaganFaults) faults = new LaganFaults();
  @Description('Values of the response status that mean failure; others are logged unless 0.')
  @IsArray()
  @IsInt({ each: true })
  failingStatuses: number[] = [];
  @Description('UserID whose cases are asked for changes; left out: username.')
  @IsOptional()
  @IsString()
  @Matches(/\S/)
  @MaxLength(50)
  raisedByUser?: string;
  @Description('IANA zone of dates that come without one.') @IsTimeZone() timeZone = 'Europe/London';
  @Description("Most cases one search may bring. Not above the site's own bound: what it cuts off in silence is missed.")
  @IsInt()
  @Min(2)
  @Max(10_000)
  resultsLimit = 200;
}
