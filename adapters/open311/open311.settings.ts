import { IsBoolean, IsIn, IsInt, IsNotEmpty, IsOptional, IsString, IsUrl, Matches, Max, Min, ValidateIf } from 'class-validator';
import { IsLiquidTemplate } from '../../src/adapter-kit/liquid.js';
import { Description, Nested, RecordOf } from '../../src/adapter-kit/settings-shape.js';

export const FORMATS = ['json', 'xml'] as const;
export const READ_MODES = ['updates', 'requests', 'each'] as const;
export const LOOK_UPS = ['description', 'none'] as const;

/** How the case of a report is found again when the answer to its POST was lost. */
export class Open311LookUp {
  @Description(
    'description: a line with our reference is added to each description, and looked for in the public list. none: nothing is looked for.',
  )
  @IsIn(LOOK_UPS)
  by: (typeof LOOK_UPS)[number] = 'description';
  @Description('That line; it must hold {{ request.id }}.')
  @ValidateIf(({ by }: Open311LookUp) => by === 'description')
  @IsLiquidTemplate(['request'])
  @Matches(/\{\{-?\s*request\.id\b/, { message: 'line must hold {{ request.id }}' })
  line = 'Reference: {{ request.id }}';
  @Description('Reports in one page of the list: a page with fewer is the last.') @IsInt() @Min(1) @Max(1000) pageSize = 50;
  @Description('Pages read at most; what is not found in them is in doubt.') @IsInt() @Min(1) @Max(200) pages = 20;
}

/** `servicerequestupdates`, mySociety's extension (contract section 16), as far as the other server has it. */
export class Open311Updates {
  @Description('Post residents’ updates there as notes.') @IsBoolean() post = false;
  @Description('The status that a note without one of its own is posted with: the server wants one.')
  @IsString()
  @IsNotEmpty()
  noteStatus = 'OPEN';
  @Description(
    'A resident’s word on the status, in our words (section 16.3): the word that it is posted as. One that is not listed is not posted.',
  )
  @RecordOf(() => String)
  states: Record<string, string> = { open: 'OPEN', reopen: 'OPEN', fixed: 'CLOSED', closed: 'CLOSED' };
}

/** Another GeoReport v2 server, which takes reports in our name. */
export class Open311Settings {
  @Description('The endpoint, such as https://other.example/open311/v2; a query is no part of it.')
  @IsUrl({
    require_tld: false,
    require_protocol: true,
    protocols: ['http', 'https'],
    allow_query_components: false,
    allow_fragments: false,
    disallow_auth: true,
  })
  endpoint!: string;
  @Description('Its jurisdiction_id. Left out: none is sent.') @IsOptional() @IsString() @IsNotEmpty() jurisdictionId?: string;
  @Description('Our key there. Left out: none is sent.')
  @IsOptional()
  @Matches(/^[\x21-\x7e]+$/, { message: 'apiKey must be visible ASCII' })
  apiKey?: string;
  @Description(
    'Let the check of this connection try the key too. GeoReport asks for it only where something is filed: a report without a service_code is posted, which every server must refuse (400, or 403 for the key).',
  )
  @IsBoolean()
  checkKey = false;
  @Description('JSON, or XML for a server without JSON.') @IsIn(FORMATS) format: (typeof FORMATS)[number] = 'json';
  @Description('Our service code: theirs. One that is not listed is sent as it is.')
  @RecordOf(() => String)
  serviceCodes: Record<string, string> = {};
  @Description('Our attribute code: theirs. One that is not listed is sent as it is.')
  @RecordOf(() => String)
  attributes: Record<string, string> = {};
  @Description('Send e-mail address, phone, first and last name.') @IsBoolean() sendReporter = true;
  @Description('Send every picture’s address as a media_url of its own; else the first only.')
  @IsBoolean()
  severalMediaUrls = false;
  @Description(
    'The same Idempotency-Key gets the first answer again (as open311-bridge does): what was lost is then simply sent again.',
  )
  @IsBoolean()
  repeatsAnswer = false;
  @Nested(() => Open311LookUp) lookUp = new Open311LookUp();
  @Description(
    'Where changes are read. updates: servicerequestupdates by date. requests: the list by updated_after. each: one report after another.',
  )
  @IsIn(READ_MODES)
  read: (typeof READ_MODES)[number] = 'each';
  @Nested(() => Open311Updates) updates = new Open311Updates();
}
