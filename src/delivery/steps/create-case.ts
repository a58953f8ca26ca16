import type { CasePicture, CrmAdapter } from '../../adapter-kit/adapter.js';
import { OutcomeUnknownError } from '../../adapter-kit/errors.js';
import type { CaseRef } from '../../domain/delivery.js';
import { personalValues } from '../../domain/personal-data.js';
import type { Point, ServiceRequest } from '../../domain/service-request.js';
import type { Looked, Step } from './step.js';

/** Clocks differ: a case is looked for from a little before the first attempt. */
const CLOCK_SKEW_MS = 5 * 60_000;

/** Makes the case of a report. */
export class CreateCase implements Step {
  readonly personal: readonly string[];

  constructor(
    private readonly adapter: CrmAdapter,
    private readonly request: ServiceRequest,
    private readonly pictures: readonly CasePicture[] = [],
  ) {
    this.personal = personalValues(request.reporter);
  }

  get hasPictures(): boolean {
    return this.request.mediaUrls.length > 0;
  }

  get point(): Point | undefined {
    return this.request.point;
  }

  async look(since: Date, context: Parameters<Step['look']>[1]): Promise<Looked> {
    const earlier = await this.adapter.findCase(this.request, new Date(since.getTime() - CLOCK_SKEW_MS), context);
    if (earlier?.is === 'absent' || earlier?.is === 'unknowable') return earlier;
    if (earlier?.is === 'found') return { ...earlier, caseRef: checked(earlier.caseRef, 'findCase') };
    throw new OutcomeUnknownError('findCase returned none of found, absent and unknowable');
  }

  async send(context: Parameters<Step['send']>[0]): Promise<CaseRef> {
    return checked(await this.adapter.createCase(this.request, context, this.pictures), 'createCase');
  }
}

/** An adapter is written by others: its answer is believed only when it is one. */
function checked(caseRef: unknown, verb: string): CaseRef {
  if (typeof caseRef === 'string' && caseRef.trim() !== '') return caseRef;
  throw new OutcomeUnknownError(`${verb} returned no case reference`);
}
