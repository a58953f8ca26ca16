import { ArrayMaxSize, IsArray, IsBoolean, IsIn, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { Description } from '../../src/adapter-kit/settings-shape.js';
import { IsMatchRuleList } from './lagan.rules.js';

/** Who reported, as a party of the CRM with an interaction (contract section 9, flow 3). */
export class LaganReporter {
  @Description('Channel of the interaction, as the site calls it.') @IsString() @Matches(/\S/) channel = 'Web';
  @Description('Whether the interaction says that somebody checked who it was.') @IsBoolean() verified = false;
  @Description(
    'How a party is looked for, one search after another until one finds a single party: email, phone, name, or several joined by +.',
  )
  @IsArray()
  @ArrayMaxSize(7)
  @IsMatchRuleList()
  match: string[] = ['email'];
  @Description('SearchMatch of those searches; left empty: the way of the site.') @IsString() searchMatch = 'equals_ignore_case';
  @Description('When no party is found: create one, or leave the reporter anonymous.')
  @IsIn(['create', 'anonymous'])
  whenNone: 'create' | 'anonymous' = 'create';
  @Description('When every search that finds any finds several: leave the reporter anonymous, take the first, or create one.')
  @IsIn(['anonymous', 'first', 'create'])
  whenSeveral: 'anonymous' | 'first' | 'create' = 'anonymous';
  @Description('When the CRM refuses a search, a party or an interaction: the case goes anonymous, or stop (a dead letter).')
  @IsIn(['anonymous', 'stop'])
  whenRefused: 'anonymous' | 'stop' = 'anonymous';
  @Description('Surname of a new party whose name was not told; left out: no party is made without a surname.')
  @IsOptional()
  @IsString()
  @Matches(/\S/)
  @MaxLength(100)
  unknownSurname?: string;
  @Description('DeviceType of a new party’s phone.') @IsIn(['fax', 'telephone', 'mobile', 'unknown']) phoneDevice:
    'fax' | 'telephone' | 'mobile' | 'unknown' = 'unknown';
  @Description('Usage of a new party’s phone and e-mail, where the site wants one.')
  @IsOptional()
  @IsString()
  @Matches(/\S/)
  usage?: string;
  @Description(
    'before: the interaction is made first and named in the new case; after: it is made on the case, where a lost answer can be looked for.',
  )
  @IsIn(['before', 'after'])
  interaction: 'before' | 'after' = 'before';
}
