import type {
  AdapterLogger,
  CaseNote,
  CaseSnapshot,
  DiscoveredAttribute,
  DiscoveredService,
} from '../../../src/adapter-kit/adapter.js';
import { fitAround, fitText } from '../../../src/adapter-kit/text-limits.js';
import type { DetailedStatus, ServiceRequest } from '../../../src/domain/service-request.js';
import type { Answer } from './acme.client.js';
import type { AcmeSettings } from './acme.settings.js';

export const TITLE_CHARACTERS = 80;
export const DESCRIPTION_CHARACTERS = 2000;

/** A request in the CRM's words. */
export function toTicket(request: ServiceRequest, { category }: AcmeSettings, logger: AdapterLogger) {
  const { id, serviceCode, serviceName, description = '', point, address, attributes, reporter } = request;
  return {
    externalRef: id,
    title: fitAround(`${id} ${serviceName}`, id, { field: 'title', maxCharacters: TITLE_CHARACTERS }, logger),
    description: fitText(description, { field: 'description', maxCharacters: DESCRIPTION_CHARACTERS }, logger),
    category: serviceCode || category,
    place: { address: address ?? null, latitude: point?.lat ?? null, longitude: point?.long ?? null },
    contact: {
      name: fullName(reporter) || null,
      email: reporter.email ?? null,
      phone: reporter.phone ?? null,
    },
    answers: attributes.map(({ code, values }) => ({ question: code, answer: values.join(', ') })),
    pictures: [...request.mediaUrls],
  };
}

export function toComment({ id, text, author, mediaUrls }: CaseNote) {
  return { externalRef: id, text: [text, ...mediaUrls].join('\n'), author: fullName(author) || null };
}

/** Undefined for a word that the CRM does not follow. */
export function toState(status: DetailedStatus): string | undefined {
  if (status === 'fixed') return 'DONE';
  return status === 'open' || status === 'reopen' ? 'NEW' : undefined;
}

/** Undefined when it is no ticket. */
export function toSnapshot(ticket: unknown): CaseSnapshot | undefined {
  const { number, state, reason, publicText, changedAt } = (ticket ?? {}) as Answer;
  if (typeof number !== 'string' || typeof state !== 'string') return undefined;
  return {
    caseRef: number,
    status: state,
    ...(typeof reason === 'string' && { reason }),
    ...(typeof publicText === 'string' && { publicText }),
    ...(typeof changedAt === 'string' && { changedAt: new Date(changedAt) }),
  };
}

/** Undefined when it is no category. */
export function toService(category: Answer): DiscoveredService | undefined {
  const { key, title, group, questions } = category;
  if (typeof key !== 'string' || typeof title !== 'string') return undefined;
  const attributes = (Array.isArray(questions) ? (questions as Answer[]) : []).map(toAttribute);
  return { code: key, name: title, ...(typeof group === 'string' && { group }), attributes };
}

function toAttribute({ key, title, mandatory, choices }: Answer): DiscoveredAttribute {
  const values = Object.entries((choices ?? {}) as Readonly<Record<string, string>>).map(([value, name]) => ({
    key: value,
    name,
  }));
  const question = { code: String(key), description: String(title), required: mandatory === true };
  return values.length > 0 ? { ...question, datatype: 'singlevaluelist', values } : { ...question, datatype: 'string' };
}

function fullName({ firstName, lastName }: { readonly firstName?: string; readonly lastName?: string }): string {
  return [firstName, lastName].filter((each) => each !== undefined).join(' ');
}
