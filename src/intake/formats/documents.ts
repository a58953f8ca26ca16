import type { AttributeDefinition, Service } from '../../domain/service.js';
import type { JurisdictionSettings } from '../../settings/jurisdiction-settings.js';
import type { Acceptance } from '../../store/accept-report.js';
import type { PublicRequest } from '../../store/reads/public-request.js';
import type { ErrorEntry } from '../georeport-error.js';
import { cleanText, type Document, type Value } from './document.js';

/** DATE-2, DATE-3: whole seconds, UTC, `Z`. */
export function dateText(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

export function errorsDocument(entries: readonly ErrorEntry[]): Document {
  return { root: 'errors', body: entries.map(({ code, description }) => ({ code, description })) };
}

export interface Endpoint {
  readonly url: string;
  readonly type: 'production' | 'test';
}

/** Section 7. */
export function discoveryDocument(jurisdiction: JurisdictionSettings, endpoints: readonly Endpoint[], changeset: Date): Document {
  const at = dateText(changeset);
  return {
    root: 'discovery',
    body: {
      changeset: at,
      contact: jurisdiction.contact,
      key_service: jurisdiction.keyService,
      endpoints: endpoints.map((each) => endpointBody(each, at)),
    },
  };
}

function endpointBody({ url, type }: Endpoint, changeset: string): Value {
  return {
    specification: 'http://wiki.open311.org/GeoReport_v2',
    url,
    changeset,
    type,
    formats: ['text/xml', 'application/json'],
  };
}

/** Section 8; all seven fields, never null (SVC-2). */
export function servicesDocument(services: readonly Service[]): Document {
  return { root: 'services', body: services.map(serviceBody) };
}

function serviceBody(service: Service): Value {
  return {
    service_code: service.code,
    service_name: service.name,
    description: service.description,
    metadata: service.attributes.length > 0,
    type: service.type,
    keywords: service.keywords.join(','),
    group: service.groups[0] ?? '',
    ...(service.groups.length > 1 ? { groups: [...service.groups] } : {}),
  };
}

/** Section 9. */
export function definitionDocument(service: Service, more: Readonly<Record<string, Value>> = {}): Document {
  const attributes = service.attributes.map(attributeBody);
  return { root: 'service_definition', body: { service_code: service.code, attributes, ...more } };
}

function attributeBody(attribute: AttributeDefinition): Value {
  const isList = attribute.datatype === 'singlevaluelist' || attribute.datatype === 'multivaluelist';
  return {
    variable: attribute.variable,
    code: attribute.code,
    datatype: attribute.datatype,
    required: attribute.required,
    datatype_description: attribute.datatypeDescription,
    order: attribute.order,
    description: attribute.description,
    ...(isList ? { values: attribute.values.map(({ key, name }) => ({ key, name })) } : {}),
    ...(attribute.automated ? { automated: attribute.automated } : {}),
  };
}

/** Section 10.5: an id or a token, never both, never null. */
export function acceptanceDocument({ publicId, token, notice, serviceType, accountId }: Acceptance): Document {
  const identities: Record<Acceptance['serviceType'], Record<string, Value>> = {
    realtime: { service_request_id: publicId },
    batch: { token: token ?? publicId },
    blackbox: {},
  };
  const identity = identities[serviceType];
  return { root: 'service_requests', body: [{ ...identity, service_notice: notice ?? null, account_id: accountId ?? null }] };
}

/** Section 11. */
export function tokenDocument(publicId: string, token: string): Document {
  return { root: 'service_requests', body: [{ service_request_id: publicId, token }] };
}

/** Below a tenth of a metre JavaScript would write an exponent, which no client reads. */
function degrees(value: number): number {
  return Math.abs(value) < 1e-6 ? 0 : value;
}

/**
 * Section 12.2: all 17 keys, always, in this order (LIST-10).
 * @param base our public address, without a trailing slash.
 * @param more what `extensions=true` adds to each.
 */
export function requestsDocument(
  requests: readonly PublicRequest[],
  base: string,
  more?: (request: PublicRequest) => Readonly<Record<string, Value>>,
): Document {
  const body = requests.map((request) => {
    const known = requestBody(request, base);
    return more ? Object.assign(known, more(request)) : known;
  });
  return { root: 'service_requests', body };
}

/** MAP-3: what is empty, or only holds what can't be written (ENC-5), is not known. */
function textOrNull(text: string | undefined): string | null {
  if (!text) return null;
  return MAY_BE_UNCLEAN.test(text) ? cleanText(text) || null : text;
}

/** Anything beside what is certainly clean: control characters, and the halves of characters beyond U+FFFF. */
const MAY_BE_UNCLEAN = /[^\t\n -\ud7ff]/;

function requestBody(request: PublicRequest, base: string): Record<string, Value> {
  return {
    service_request_id: request.id,
    status: request.status,
    status_notes: textOrNull(request.statusNotes),
    service_name: request.serviceName,
    service_code: request.serviceCode,
    description: textOrNull(request.description),
    agency_responsible: textOrNull(request.agency),
    service_notice: textOrNull(request.notice),
    requested_datetime: dateText(request.requestedAt),
    updated_datetime: dateText(request.updatedAt),
    expected_datetime: request.expectedAt ? dateText(request.expectedAt) : null,
    address: textOrNull(request.address),
    address_id: textOrNull(request.addressId),
    zipcode: textOrNull(request.zipcode),
    lat: request.point ? degrees(request.point.lat) : null,
    long: request.point ? degrees(request.point.long) : null,
    media_url: request.mediaPaths[0] === undefined ? null : base + request.mediaPaths[0],
  };
}
