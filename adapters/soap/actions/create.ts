import type { CallContext } from '../../../src/adapter-kit/adapter.js';
import { AdapterError, OutcomeUnknownError } from '../../../src/adapter-kit/errors.js';
import { TextTemplate } from '../../../src/adapter-kit/liquid.js';
import type { CaseRef } from '../../../src/domain/delivery.js';
import type { ServiceRequest } from '../../../src/domain/service-request.js';
import type { OperationRunner } from '../calls/operation-runner.js';
import type { SoapCreate } from '../settings/action-settings.js';
import { VARIABLES, type Values } from '../settings/variables.js';
import type { SoapSettings } from '../soap.settings.js';
import type { ChainStep } from './chain-step.js';
import type { ScopeMaker } from './scope.js';
import { type ChainRun, StepChain } from './step-chain.js';

/** How far an earlier attempt came, as the host's memory tells. */
export type Progress =
  | { readonly is: 'nothing made' }
  | { readonly is: 'whole'; readonly caseRef: CaseRef }
  /** What is left can be done without harm. */
  | { readonly is: 'resumable'; readonly caseRef: CaseRef }
  /** A step was sent whose answer was lost, and that must not be done twice. */
  | { readonly is: 'stuck'; readonly step: string; readonly caseRef: CaseRef };

const ADOPTED = 'caseRef';

/** Makes cases, in one call or in several. Once the case is made it is never made again: a retry goes on behind it. */
export class CaseCreator {
  private readonly chain: StepChain;
  private readonly caseRef: TextTemplate;
  private readonly existing?: TextTemplate;
  /** Position of the step that makes the case. */
  private readonly maker: number;

  /** @throws Error when no step makes the case. */
  constructor(
    create: SoapCreate,
    settings: SoapSettings,
    runner: OperationRunner,
    private readonly scopes: ScopeMaker,
  ) {
    this.chain = new StepChain('actions.create', create.steps, settings, runner);
    this.caseRef = new TextTemplate(create.caseRef, { variables: VARIABLES });
    this.existing = create.existing === undefined ? undefined : new TextTemplate(create.existing, { variables: VARIABLES });
    this.maker = makerIn(this.chain.steps, create.caseRef);
  }

  /** @param pictures those that go with it. */
  async make(request: ServiceRequest, context: CallContext, pictures: readonly object[] = []): Promise<CaseRef> {
    const run = this.chain.begin({ ...this.scopes.ofRequest(request, context), pictures }, context);
    let caseRef = this.recalled(run, context);
    for (const [position, step] of this.chain.steps.entries()) {
      // What a read brought may be needed behind the case; a write brought what it could.
      if (position <= this.maker && caseRef !== undefined) {
        if (!step.isWrite && this.goesOn) await run.do(step);
        continue;
      }
      if (position > this.maker) await this.after(step, run, context);
      else caseRef = position === this.maker ? await this.madeBy(step, run, context) : (await run.do(step), undefined);
    }
    return caseRef!;
  }

  /** What the host remembers of earlier attempts. */
  progress(request: ServiceRequest, context: CallContext): Progress {
    const run = this.chain.begin(this.scopes.ofRequest(request, context), context);
    const caseRef = this.recalled(run, context);
    if (caseRef === undefined) return { is: 'nothing made' };
    const left = this.chain.steps.slice(this.maker + 1).filter((step) => step.isWrite && !step.keptIn(context));
    const stuck = left.find((step) => !step.settings.repeatable && context.kept.get(sentKey(step)) === true);
    if (stuck) return { is: 'stuck', step: stuck.name, caseRef };
    return left.length === 0 ? { is: 'whole', caseRef } : { is: 'resumable', caseRef };
  }

  /** There is more to do once the case is made. */
  get goesOn(): boolean {
    return this.chain.steps.slice(this.maker + 1).some(({ isWrite }) => isWrite);
  }

  /** A case found in the CRM: `make` goes on behind it. */
  async adopt(caseRef: CaseRef, { kept }: CallContext): Promise<void> {
    await kept.keep(ADOPTED, caseRef);
  }

  private recalled(run: ChainRun, context: CallContext): CaseRef | undefined {
    const before = this.chain.steps.slice(0, this.maker + 1);
    const hasMade = before.map((step) => run.recall(step)).at(-1);
    const adopted = context.kept.get(ADOPTED);
    const caseRef = typeof adopted === 'string' ? adopted : hasMade ? this.rendered(this.caseRef, run.scope) : undefined;
    if (caseRef !== undefined) run.know(this.scopes.ofCase(caseRef, context));
    return caseRef;
  }

  private async madeBy(step: ChainStep, run: ChainRun, context: CallContext): Promise<CaseRef> {
    let exists: CaseRef | undefined;
    await run.do(step, (error) => {
      exists = this.rendered(this.existing ?? this.caseRef, run.scope);
      if (exists === undefined)
        throw new OutcomeUnknownError(`the CRM has it already, under a reference unknown here: ${error.message}`);
      return {};
    });
    const caseRef = exists ?? this.rendered(this.caseRef, run.scope);
    if (caseRef === undefined)
      throw new OutcomeUnknownError('actions.create.caseRef finds no reference in what the CRM answered');
    if (exists !== undefined) await this.adopt(exists, context);
    run.know(this.scopes.ofCase(caseRef, context));
    return caseRef;
  }

  /** The case is there: what fails now must never lead to another one. */
  private async after(step: ChainStep, run: ChainRun, context: CallContext): Promise<void> {
    if (!step.isWrite || step.settings.repeatable || step.keptIn(context)) return run.do(step);
    await context.kept.keep(sentKey(step), true);
    try {
      await run.do(step);
    } catch (error) {
      const isCertain = error instanceof AdapterError && error.kind !== 'unknown';
      if (isCertain) await context.kept.keep(sentKey(step), false);
      throw error;
    }
  }

  private rendered(template: TextTemplate, scope: Values): CaseRef | undefined {
    return template.render(scope).trim() || undefined;
  }
}

function sentKey({ name }: ChainStep): string {
  return `sent.${name}`;
}

/** The step that says so, else the first whose values the reference is made of, else the last write. */
function makerIn(steps: readonly ChainStep[], caseRef: string): number {
  const said = steps.findIndex(({ settings }) => settings.makesCase);
  if (said >= 0) return said;
  const named = [...caseRef.matchAll(/\bsteps\.(\w+)/g)].map(([, name]) => name);
  const maker = steps.findIndex(({ name, isWrite }) => isWrite && named.includes(name));
  const found = maker >= 0 ? maker : steps.findLastIndex(({ isWrite }) => isWrite);
  if (found < 0) throw new Error('actions.create.steps: none of its operations has the purpose write');
  return found;
}
