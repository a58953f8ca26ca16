import type { CallContext, CaseNote, CaseStatusChange } from '../../../src/adapter-kit/adapter.js';
import { noteView } from '../../../src/adapter-kit/note-view.js';
import { Projection } from '../../../src/adapter-kit/projection.js';
import { requestView } from '../../../src/adapter-kit/request-view.js';
import type { CaseRef } from '../../../src/domain/delivery.js';
import { Pattern } from '../../../src/domain/pattern.js';
import { DETAILED_STATUSES, type Point, type ServiceRequest } from '../../../src/domain/service-request.js';
import type { Values } from '../settings/variables.js';
import type { SoapSettings } from '../soap.settings.js';

/** Makes what templates know about what an action is for. */
export class ScopeMaker {
  private readonly projection?: Projection;
  private readonly refParts?: Pattern;

  /** @throws Error for a projection that is not known. */
  constructor(private readonly settings: Pick<SoapSettings, 'coordinates' | 'caseRefParts' | 'tables'>) {
    this.projection = settings.coordinates && new Projection(settings.coordinates.projection);
    this.refParts = settings.caseRefParts === undefined ? undefined : new Pattern(settings.caseRefParts);
  }

  ofRequest(request: ServiceRequest, { idempotencyKey }: CallContext): Values {
    const { tables } = this.settings;
    return { request: requestView(request), location: this.location(request.point), tables, idempotencyKey };
  }

  ofCase(caseRef: CaseRef, { idempotencyKey }: CallContext): Values {
    const parts = this.refParts?.firstIn(caseRef)?.named ?? {};
    return { caseRef, case: { ...parts }, tables: this.settings.tables, idempotencyKey };
  }

  ofNote(caseRef: CaseRef, note: CaseNote, context: CallContext): Values {
    return { ...this.ofCase(caseRef, context), note: noteView(note) };
  }

  ofChange(caseRef: CaseRef, { id, status, writtenAt }: CaseStatusChange, context: CallContext): Values {
    const closed = DETAILED_STATUSES[status] === 'closed';
    return { ...this.ofCase(caseRef, context), change: { id, status, closed, writtenAt: writtenAt.toISOString() } };
  }

  /** Degrees out of the grid of the settings; undefined for what lies in none. */
  pointAt(x: number, y: number): Point | undefined {
    if (!Number.isFinite(x) || !Number.isFinite(y)) return undefined;
    const point = this.projection ? this.projection.unproject({ x, y }) : { lat: y, long: x };
    return Number.isFinite(point.lat) && Number.isFinite(point.long) ? point : undefined;
  }

  /** Texts, rounded as the settings say: trees print them as they are. Null where the report has no place. */
  private location(point: Point | undefined): object | null {
    if (!point) return null;
    const { decimals = 6, degreeDecimals = 6 } = this.settings.coordinates ?? {};
    const { x, y } = this.projection?.project(point) ?? { x: point.long, y: point.lat };
    return {
      lat: point.lat.toFixed(degreeDecimals),
      long: point.long.toFixed(degreeDecimals),
      x: x.toFixed(decimals),
      y: y.toFixed(decimals),
    };
  }
}
