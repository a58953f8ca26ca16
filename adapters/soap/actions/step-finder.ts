import type { CallContext, EarlierStep } from '../../../src/adapter-kit/adapter.js';
import type { Answer } from '../calls/answer.js';
import type { OperationRunner } from '../calls/operation-runner.js';
import { answerBehind } from '../calls/refusals.js';
import { Condition } from '../paths/value-reader.js';
import type { SoapStepFind } from '../settings/action-settings.js';
import type { Values } from '../settings/variables.js';
import type { SoapSettings } from '../soap.settings.js';
import { RowSearch } from './rows.js';

/** Looks for a note or a picture on a case after a lost answer. */
export class StepFinder {
  private readonly rows: RowSearch;
  private readonly noCase: readonly Condition[];

  /** @param section its key in the settings, for errors. */
  constructor(section: string, find: SoapStepFind, settings: SoapSettings, runner: OperationRunner) {
    this.rows = new RowSearch(section, find, settings, runner, 'item');
    this.noCase = (find.noCase ?? []).map((each) => new Condition(each, settings.tables));
  }

  /** @throws AdapterError */
  async find(values: Values, context: CallContext): Promise<EarlierStep> {
    try {
      const { rows, answer } = await this.rows.search(values, context);
      if (rows.length > 0) return { is: 'done' };
      return this.saysNoCase(answer) ? unknowable(values) : { is: 'absent' };
    } catch (error) {
      // Where the CRM says so by refusing, too.
      const answer = answerBehind(error);
      if (answer && this.saysNoCase(answer)) return unknowable(values);
      throw error;
    }
  }

  private saysNoCase(answer: Answer): boolean {
    return this.noCase.length > 0 && this.noCase.every((condition) => condition.holds(answer));
  }
}

function unknowable({ caseRef }: Values): EarlierStep {
  return { is: 'unknowable', reason: `the CRM does not know the case ${String(caseRef)}` };
}
