import type { CallContext } from '../../../src/adapter-kit/adapter.js';
import { AdapterError, MisconfiguredError, TransientError } from '../../../src/adapter-kit/errors.js';
import { MappingExpression } from '../../../src/adapter-kit/jsonata.js';
import { type Answer, readersOf, readValues, within } from '../calls/answer.js';
import type { OperationRunner } from '../calls/operation-runner.js';
import { Condition, ValueReader } from '../paths/value-reader.js';
import type { SoapFind, SoapStepFind } from '../settings/action-settings.js';
import type { Values } from '../settings/variables.js';
import type { SoapSettings } from '../soap.settings.js';
import type { StepValues } from './chain-step.js';
import { StepChain } from './step-chain.js';

/** Looks for rows in an answer: cases, notes, files. */
export class RowSearch {
  private readonly chain: StepChain;
  private readonly list: ValueReader;
  private readonly readers: ReadonlyMap<string, ValueReader>;
  private readonly matches: MappingExpression;
  private readonly none?: readonly Condition[];

  /** @param as the name under which `matches` knows a row. */
  constructor(
    private readonly section: string,
    look: SoapFind | SoapStepFind,
    settings: SoapSettings,
    runner: OperationRunner,
    private readonly as: 'case' | 'item',
  ) {
    this.chain = new StepChain(section, look.steps, settings, runner);
    this.list = new ValueReader(look.list, settings.tables);
    this.readers = readersOf(look.values, settings.tables);
    this.matches = new MappingExpression(look.matches);
    this.none = look.none?.map((each) => new Condition(each, settings.tables));
  }

  /** The values of the rows that match. @throws AdapterError */
  async find(values: Values, context: CallContext): Promise<readonly StepValues[]> {
    return (await this.search(values, context)).rows;
  }

  /** The rows that match, and the answer they stood in. @throws AdapterError */
  async search(values: Values, context: CallContext): Promise<{ readonly rows: readonly StepValues[]; readonly answer: Answer }> {
    const { last, steps } = await this.chain.lastAnswer(values, context);
    try {
      return { rows: await this.matching(this.rowsIn(last), { ...values, steps }), answer: last };
    } catch (error) {
      if (error instanceof AdapterError) throw error;
      throw new MisconfiguredError(`${this.section} does not fit the CRM: ${(error as Error).message}`, { cause: error });
    }
  }

  private rowsIn(answer: Answer): StepValues[] {
    const rows = this.list.elements(answer);
    // Where the settings say how "none" looks, anything else without rows is no answer to the question.
    if (rows.length === 0 && this.none && !this.none.every((condition) => condition.holds(answer)))
      throw new TransientError(`${this.section}: the answer has neither what is looked for nor what says that there is none`);
    return rows.map((row) => readValues(this.readers, within(row, answer)));
  }

  private async matching(rows: readonly StepValues[], values: Values): Promise<StepValues[]> {
    const found: StepValues[] = [];
    for (const row of rows) if ((await this.matches.evaluate({ ...values, [this.as]: row })) === true) found.push(row);
    return found;
  }
}
