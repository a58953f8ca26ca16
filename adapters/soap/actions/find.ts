import type { CallContext, CaseCandidate, EarlierCase } from '../../../src/adapter-kit/adapter.js';
import { MisconfiguredError } from '../../../src/adapter-kit/errors.js';
import { MappingExpression } from '../../../src/adapter-kit/jsonata.js';
import { TextTemplate } from '../../../src/adapter-kit/liquid.js';
import { parseDateTime } from '../../../src/adapter-kit/xml/date-time.js';
import type { ServiceRequest } from '../../../src/domain/service-request.js';
import type { OperationRunner } from '../calls/operation-runner.js';
import type { SoapFind } from '../settings/action-settings.js';
import { VARIABLES, type Values } from '../settings/variables.js';
import type { SoapSettings } from '../soap.settings.js';
import type { StepValues } from './chain-step.js';
import type { CaseCreator } from './create.js';
import { RowSearch } from './rows.js';
import type { ScopeMaker } from './scope.js';

const NO_LOOK_UP = {
  is: 'unknowable',
  reason: 'this connection has no actions.find, so it can not look for a case by our reference',
} as const;

/** Looks for the case of a request: in what earlier calls of this step brought, then in the CRM. */
export class CaseFinder {
  private readonly look?: CaseLook;

  constructor(
    find: SoapFind | undefined,
    settings: SoapSettings,
    runner: OperationRunner,
    private readonly scopes: ScopeMaker,
    private readonly creator: CaseCreator,
  ) {
    this.look = find && new CaseLook(find, settings, runner, scopes);
  }

  async find(request: ServiceRequest, since: Date, context: CallContext): Promise<EarlierCase> {
    const progress = this.creator.progress(request, context);
    if (progress.is === 'whole') return { is: 'found', caseRef: progress.caseRef };
    if (progress.is === 'resumable') return { is: 'found', caseRef: progress.caseRef, unfinished: true };
    if (progress.is === 'stuck') {
      const reason = `the case ${progress.caseRef} is made; whether its step ${progress.step} was done is not known`;
      return { is: 'unknowable', reason, candidates: [{ caseRef: progress.caseRef }] };
    }
    if (!this.look) return NO_LOOK_UP;
    const values = { ...this.scopes.ofRequest(request, context), since: since.toISOString() };
    return this.adopted(await this.look.find(values, since, context), context);
  }

  private async adopted(found: EarlierCase, context: CallContext): Promise<EarlierCase> {
    if (found.is !== 'found' || !this.creator.goesOn) return found;
    await this.creator.adopt(found.caseRef, context);
    return { ...found, unfinished: true };
  }
}

/** The look into the CRM. */
class CaseLook {
  private readonly rows: RowSearch;
  private readonly caseRef: TextTemplate;
  private readonly sameService?: MappingExpression;

  constructor(
    private readonly settings: SoapFind,
    private readonly all: SoapSettings,
    runner: OperationRunner,
    private readonly scopes: ScopeMaker,
  ) {
    this.rows = new RowSearch('actions.find', settings, all, runner, 'case');
    this.caseRef = new TextTemplate(settings.caseRef, { variables: VARIABLES });
    this.sameService = settings.sameService === undefined ? undefined : new MappingExpression(settings.sameService);
  }

  async find(values: Values, since: Date, context: CallContext): Promise<EarlierCase> {
    const rows = await this.rows.find(values, context);
    if (this.settings.candidates) return this.candidates(rows, values, since);
    const [found, ...others] = [...new Set(rows.map((row) => this.referenceOf(row, values)))];
    if (found === undefined) return { is: 'absent' };
    if (others.length > 0) context.logger.warn({ found, others }, 'the CRM has more than one case of this request');
    return { is: 'found', caseRef: found };
  }

  private async candidates(rows: readonly StepValues[], values: Values, since: Date): Promise<EarlierCase> {
    const candidates: CaseCandidate[] = [];
    for (const row of rows) candidates.push(await this.candidate(row, values));
    const young = candidates.filter(({ createdAt }) => !createdAt || createdAt >= since);
    return { is: 'unknowable', reason: 'the CRM can not be asked for our reference; these cases may be it', candidates: young };
  }

  private async candidate(row: StepValues, values: Values): Promise<CaseCandidate> {
    const { createdAt, x, y } = this.settings;
    const at = createdAt === undefined ? undefined : parseDateTime(row[createdAt], this.all.timeZone);
    const point = x === undefined || y === undefined ? undefined : this.scopes.pointAt(toNumber(row[x]), toNumber(row[y]));
    const same = this.sameService && (await this.sameService.evaluate({ ...values, case: row })) === true;
    return {
      caseRef: this.referenceOf(row, values),
      ...(at && { createdAt: at }),
      ...(point && { point }),
      ...(same !== undefined && { sameService: same }),
    };
  }

  private referenceOf(row: StepValues, values: Values): string {
    const caseRef = this.caseRef.render({ ...values, case: row }).trim();
    if (caseRef === '') throw new MisconfiguredError('actions.find.caseRef finds no reference in a case that matches');
    return caseRef;
  }
}

/** NaN for what is no number. */
function toNumber(text: string | undefined): number {
  return text === undefined || text.trim() === '' ? NaN : Number(text);
}
