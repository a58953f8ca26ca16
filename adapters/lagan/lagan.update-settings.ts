import { IsArray, IsBoolean, IsIn, IsOptional, IsString, Matches, MaxLength, ValidateIf } from 'class-validator';
import { Description, Nested, RecordOf } from '../../src/adapter-kit/settings-shape.js';
import { HasStatusKeys, IsAbsentBeside, statusWords } from './lagan.rules.js';

/** Why a case is closed, in the site's words. */
export class LaganClosure {
  @Description("One of the site's closure reasons.") @IsString() @Matches(/\S/) @MaxLength(100) title!: string;
  @Description('More of it.') @IsOptional() @IsString() @MaxLength(4000) description?: string;
}

const given = (key: 'queue' | 'user') => (reopening: LaganReopening) => reopening[key] !== undefined;

/** What is said when a case is opened again. */
export class LaganReopening {
  @Description('Queue it goes to; left out, as user: where the site puts it.')
  @ValidateIf(given('queue'))
  @IsString()
  @Matches(/\S/)
  @IsAbsentBeside('user')
  queue?: string;
  @Description('User it goes to, instead of a queue.') @ValidateIf(given('user')) @IsString() @Matches(/\S/) user?: string;
  @Description('Why it is opened again.') @IsOptional() @IsString() @Matches(/\S/) reason?: string;
  @Description('Whether the times of its tasks start anew; left out: the way of the site.')
  @IsOptional()
  @IsBoolean()
  resetTaskSlas?: boolean;
}

/** What a resident's word on the status does to the case. A word that stands nowhere here does nothing. */
export class LaganUpdates {
  @Description('By word, such as fixed or no_further_action: the case is closed, and why.')
  @RecordOf(() => LaganClosure)
  @HasStatusKeys('closed')
  close: Record<string, LaganClosure> = {};
  @Description('Words that open a closed case again, such as open or reopen.')
  @IsArray()
  @IsIn(statusWords('open'), { each: true })
  reopen: string[] = [];
  @Description('Whether the closure is dated to when the resident said it, not to when it gets there. Newer contract only.')
  @IsBoolean()
  closedDate = false;
  @Description('What is said when a case is opened again.') @Nested(() => LaganReopening) reopening = new LaganReopening();
}
