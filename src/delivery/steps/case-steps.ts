import type { CallContext, CaseNote, CasePicture, CaseStatusChange, CrmAdapter, EarlierStep } from '../../adapter-kit/adapter.js';
import { OutcomeUnknownError } from '../../adapter-kit/errors.js';
import type { CaseRef } from '../../domain/delivery.js';
import type { Looked, Step } from './step.js';

/** How a step that adds something to a case is sent, and how it is looked for. */
interface Addition {
  readonly send: (context: CallContext) => Promise<void>;
  /** Absent: nobody can tell whether it is there. */
  readonly find?: (context: CallContext) => Promise<EarlierStep>;
  readonly what: string;
}

/** A step on a case that there is. */
export class CaseStep implements Step {
  readonly hasPictures = false;

  private constructor(
    private readonly caseRef: CaseRef,
    private readonly addition: Addition,
    readonly personal: readonly string[],
  ) {}

  /** Undefined where the CRM takes no notes. */
  static note(adapter: CrmAdapter, caseRef: CaseRef, note: CaseNote): CaseStep | undefined {
    if (!adapter.addNote) return undefined;
    const addition = {
      what: 'note',
      send: (context: CallContext) => adapter.addNote!(caseRef, note, context),
      find: adapter.findNote && ((context: CallContext) => adapter.findNote!(caseRef, note, context)),
    };
    return new CaseStep(
      caseRef,
      addition,
      Object.values(note.author).filter((value) => value !== undefined),
    );
  }

  /** Undefined where the CRM takes no files. */
  static picture(adapter: CrmAdapter, caseRef: CaseRef, picture: CasePicture): CaseStep | undefined {
    if (!adapter.attachMedia) return undefined;
    const addition = {
      what: 'picture',
      send: (context: CallContext) => adapter.attachMedia!(caseRef, picture, context),
      find: adapter.findMedia && ((context: CallContext) => adapter.findMedia!(caseRef, picture, context)),
    };
    return new CaseStep(caseRef, addition, []);
  }

  /** Undefined where the CRM takes no change of status. Repeating it is harmless, so that it never needs to be looked for. */
  static status(adapter: CrmAdapter, caseRef: CaseRef, change: CaseStatusChange): CaseStep | undefined {
    if (!adapter.updateCase) return undefined;
    const addition = {
      what: 'change of status',
      send: (context: CallContext) => adapter.updateCase!(caseRef, change, context),
      find: () => Promise.resolve<EarlierStep>({ is: 'absent' }),
    };
    return new CaseStep(caseRef, addition, []);
  }

  async look(_since: Date, context: CallContext): Promise<Looked> {
    const { find, what } = this.addition;
    if (!find) return { is: 'unknowable', reason: `the CRM can not be asked for a ${what}` };
    const earlier = await find(context);
    if (earlier?.is === 'done') return { is: 'found', caseRef: this.caseRef };
    if (earlier?.is === 'absent' || earlier?.is === 'unknowable') return earlier;
    throw new OutcomeUnknownError(`the adapter answered neither done, absent nor unknowable for a ${what}`);
  }

  async send(context: CallContext): Promise<CaseRef> {
    await this.addition.send(context);
    return this.caseRef;
  }
}
