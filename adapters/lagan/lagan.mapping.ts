import type { AdapterLogger, CaseCandidate, CaseSnapshot, ChangeWindow } from '../../src/adapter-kit/adapter.js';
import { MisconfiguredError } from '../../src/adapter-kit/errors.js';
import { TextTemplate } from '../../src/adapter-kit/liquid.js';
import { Projection } from '../../src/adapter-kit/projection.js';
import { fitText } from '../../src/adapter-kit/text-limits.js';
import { parseDateTime } from '../../src/adapter-kit/xml/date-time.js';
import { textOf, type XmlElement } from '../../src/adapter-kit/xml/xml-element.js';
import { node, optional, type XmlNode } from '../../src/adapter-kit/xml/xml-node.js';
import { xmlText } from '../../src/adapter-kit/xml/xml-text.js';
import type { Point, ServiceRequest } from '../../src/domain/service-request.js';
import type { LaganCase, LaganEform, LaganForm, LaganObject } from './lagan.case-settings.js';
import { caseOfEvent } from './lagan.services.js';
import type { LaganSettings } from './lagan.settings.js';
import { LaganTexts, rendered, requestVariables } from './lagan.texts.js';

/** Assumed (contract section 6.1). */
const OBJECT_DESCRIPTION_CHARACTERS = 250;
const NO_COORDINATES = { xy: [], form: [] };

/** Requests in Lagan's records, children in schema order (contract section 6.1). Pure but for saying what was cut. */
export class LaganMapping {
  private readonly texts: LaganTexts;
  private readonly projection: Projection;

  constructor(private readonly settings: LaganSettings) {
    this.texts = new LaganTexts(settings);
    this.projection = new Projection(settings.coordinates.projection);
  }

  /** @throws MisconfiguredError when no setting says what this service becomes. */
  caseOf({ serviceCode }: ServiceRequest): LaganCase {
    const { cases, defaultCase } = this.settings;
    const taken = this.settings.services && caseOfEvent(serviceCode, defaultCase);
    const found = Object.hasOwn(cases, serviceCode) ? cases[serviceCode] : (taken ?? defaultCase);
    if (!found)
      throw new MisconfiguredError(`no case is configured for service ${serviceCode}: add cases.${serviceCode} or defaultCase`);
    return found;
  }

  title(request: ServiceRequest, logger: AdapterLogger): string {
    return this.texts.title(request, logger);
  }

  /** `FWTCaseCreate`. @param interaction id of the one that the reporter had, if any. */
  toCaseCreate(request: ServiceRequest, logger: AdapterLogger, interaction?: string): XmlNode {
    const { eventCode, priority, queue, form, eform, object } = this.caseOf(request);
    const { xy, form: located } = this.coordinates(request.point, logger);
    const answers = this.formFields(request, form?.fields ?? {}, logger);
    const fields = [...answers, ...located];
    return node('flt:FWTCaseCreate', [
      node('ClassificationEventCode', eventCode),
      optional('Priority', priority),
      node('Title', this.title(request, logger)),
      optional('Description', this.texts.description(request, codesIn(form, eform), logger)),
      optional('Queue', queue),
      object && toAssociatedObject(object, request, logger),
      fields.length > 0 ? node('Form', [...fields, optional('FormName', form?.name)]) : undefined,
      optional('flt:InteractionID', interaction),
      ...xy,
    ]);
  }

  /** A row of a search for this kind of case, for a person or a policy to choose from. */
  toCandidate({ caseRef, opened, xy }: FoundCase): CaseCandidate {
    const point = xy && this.settings.coordinates.target === 'xy' ? this.pointAt(xy) : undefined;
    return { caseRef, ...(opened && { createdAt: opened }), ...(point && { point }), sameService: true };
  }

  private pointAt({ x, y }: NonNullable<FoundCase['xy']>): Point | undefined {
    const [easting, northing] = [Number(x), Number(y)];
    if (!Number.isFinite(easting) || !Number.isFinite(northing)) return undefined;
    const point = this.projection.unproject({ x: easting, y: northing });
    return Number.isFinite(point.lat) && Number.isFinite(point.long) ? point : undefined;
  }

  private formFields(request: ServiceRequest, fields: Readonly<Record<string, string>>, logger: AdapterLogger): XmlNode[] {
    const answers = new Map(request.attributes.map(({ code, values }) => [code, values]));
    const answered = Object.entries(fields).filter(([code]) => answers.get(code)?.length);
    const { formValueCharacters } = this.settings.limits;
    return answered.map(([code, key]) => {
      const value = xmlText(answers.get(code)!.join(', '));
      return formField(key, fitText(value, { field: key, maxCharacters: formValueCharacters }, logger));
    });
  }

  private coordinates(
    point: Point | undefined,
    logger: AdapterLogger,
  ): { readonly xy: readonly XmlNode[]; readonly form: readonly XmlNode[] } {
    const { target, xKey, yKey } = this.settings.coordinates;
    const grid = target === 'none' ? undefined : this.gridPoint(point, logger);
    if (!grid) return NO_COORDINATES;
    if (target === 'xy') return { xy: [node('XCoord', grid.x), node('YCoord', grid.y)], form: [] };
    return { xy: [], form: [formField(xKey!, grid.x), formField(yKey!, grid.y)] };
  }

  /** In the CRM's grid; undefined without a point, and for one that lies outside of the grid. */
  gridPoint(point: Point | undefined, logger: AdapterLogger): { readonly x: string; readonly y: string } | undefined {
    if (!point) return undefined;
    const { decimals, projection } = this.settings.coordinates;
    const { x, y } = this.projection.project(point);
    if (Number.isFinite(x) && Number.isFinite(y)) return { x: x.toFixed(decimals), y: y.toFixed(decimals) };
    logger.warn({ projection }, 'the point lies outside of the grid; the case goes without coordinates');
    return undefined;
  }
}

/** Codes of the answers that have a field of their own. An eform that may be skipped takes none out of the description. */
function codesIn(form: LaganForm | undefined, eform: LaganEform | undefined): string[] {
  return [...Object.keys(form?.fields ?? {}), ...(eform?.whenRefused === 'stop' ? Object.keys(eform.fields) : [])];
}

/** `AssociatedObject`; undefined where there is nothing to refer to. */
function toAssociatedObject(object: LaganObject, request: ServiceRequest, logger: AdapterLogger): XmlNode | undefined {
  const text = (key: 'reference' | 'description') =>
    rendered(new TextTemplate(object[key]), `object.${key}`, requestVariables(request, [])).replaceAll(/\s+/g, ' ').trim();
  const reference = text('reference');
  if (reference === '') return undefined;
  const limit = { field: 'ObjectDescription', maxCharacters: OBJECT_DESCRIPTION_CHARACTERS };
  return node('AssociatedObject', [
    node('ObjectID', [node('flt:ObjectType', object.type), node('flt:ObjectReference', reference)]),
    node('flt:ObjectDescription', fitText(text('description'), limit, logger)),
  ]);
}

/** `Value` goes before `Key`. */
function formField(key: string, value: string): XmlNode {
  return node('FormField', [node('Value', value), node('Key', key)]);
}

/** Criteria in no order; `toCaseSearch` puts them into the schema's. */
export interface CaseSearch {
  readonly eventCode?: number;
  readonly title?: string;
  readonly raisedBy?: string;
  readonly createdAfter?: Date;
  readonly createdBefore?: Date;
  readonly resultsLimit: number;
  /** Newer contract only. */
  readonly modified?: ChangeWindow;
}

/** `FWTCaseSearch`. */
export function toCaseSearch(search: CaseSearch): XmlNode {
  const { eventCode, title, raisedBy, createdAfter, createdBefore, resultsLimit, modified } = search;
  return node('flt:FWTCaseSearch', [
    optional('ClassificationEventCode', eventCode),
    optional('Title', title),
    raisedBy === undefined ? undefined : node('RaisedByUser', [node('UserID', raisedBy)]),
    optional('CreatedAfter', createdAfter?.toISOString()),
    optional('CreatedBefore', createdBefore?.toISOString()),
    node('ResultsLimit', resultsLimit),
    optional('LastModifiedDateFrom', modified?.from.toISOString()),
    optional('LastModifiedDateTo', modified?.to.toISOString()),
  ]);
}

/** `FWTCaseFullDetailsRequest`. @param sections default: what a snapshot needs. */
export function toDetailsRequest(caseRef: string, sections: readonly string[] = ['core']): XmlNode {
  const options = sections.map((section) => node('Option', section));
  return node('flt:FWTCaseFullDetailsRequest', [node('flt:CaseReference', caseRef), ...options]);
}

/** `FWTSearchAndRetrieveCase` for what a snapshot needs. */
export function toSearchAndRetrieve(search: CaseSearch): XmlNode {
  return node('flt:FWTSearchAndRetrieveCase', [toCaseSearch(search), node('Option', 'core')]);
}

/** From `CoreDetails`; undefined when it doesn't say which case, or how it stands. */
export function toSnapshot(core: XmlElement | undefined, timeZone: string): CaseSnapshot | undefined {
  const caseRef = textOf(core, 'CaseReference');
  const status = textOf(core, 'Status');
  if (caseRef === undefined || status === undefined) return undefined;
  return {
    caseRef,
    status,
    reason: textOf(core, 'caseCloseureReason'),
    publicText: textOf(core, 'caseCloseureReasonDescription'),
    changedAt: parseDateTime(textOf(core, 'Closed'), timeZone),
  };
}

/** A row of a search's answer. */
export interface FoundCase {
  readonly caseRef: string;
  readonly title: string;
  readonly opened: Date | undefined;
  /** As they stand there. */
  readonly xy: { readonly x: string; readonly y: string } | undefined;
}

/** From `CaseBriefDetails`. */
export function toFoundCase(brief: XmlElement, timeZone: string): FoundCase | undefined {
  const caseRef = textOf(brief, 'CaseReference');
  const [x, y] = [textOf(brief, 'XCoord'), textOf(brief, 'YCoord')];
  return caseRef === undefined
    ? undefined
    : {
        caseRef,
        title: textOf(brief, 'Title') ?? '',
        opened: parseDateTime(textOf(brief, 'Opened'), timeZone),
        xy: x === undefined || y === undefined ? undefined : { x, y },
      };
}
