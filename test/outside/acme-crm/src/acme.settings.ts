import {
  Description,
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsString,
  IsUrl,
  ListOf,
  Matches,
  Max,
  Min,
  Nested,
} from 'open311-bridge/adapter-kit';

export class AcmeQueue {
  @Description("The service's code.") @IsString() @IsNotEmpty() service!: string;
  @Description('The queue that its cases go to.') @IsString() @Matches(/^Q\d+$/) queue!: string;
}

export class AcmeDesk {
  @Description('Number of the desk.') @IsInt() @Min(1) @Max(99) number = 1;
}

export class AcmeSettings {
  @Description('Base address of Acme, without a slash at the end.') @IsUrl({ require_tld: false }) url!: string;
  @Description('API token; a reference such as ${ACME_TOKEN}.') @IsString() @IsNotEmpty() token!: string;
  @ListOf(() => AcmeQueue) queues: AcmeQueue[] = [];
  @IsOptional() @Nested(() => AcmeDesk) desk?: AcmeDesk;
}
