import type { DetailedStatus } from '../../domain/service-request.js';
import type { AttributeDefinition, Service } from '../../domain/service.js';
import type { PublicRequest } from '../../store/reads/public-request.js';
import type { RequestNote } from '../../store/reads/request-reader.js';
import { cleanText, type Value } from './document.js';
import { dateText } from './documents.js';

/** CitySDK's words (section 15.4). */
const CITY_SDK: Readonly<Record<DetailedStatus, string>> = {
  open: 'RECEIVED',
  for_triage: 'PENDING',
  investigating: 'IN_PROCESS',
  in_progress: 'IN_PROCESS',
  planned: 'IN_PROCESS',
  action_scheduled: 'IN_PROCESS',
  internal_referral: 'IN_PROCESS',
  reopen: 'IN_PROCESS',
  closed: 'PROCESSED',
  fixed: 'PROCESSED',
  no_further_action: 'PROCESSED',
  duplicate: 'REJECTED',
  not_councils_responsibility: 'REJECTED',
  cancelled: 'REJECTED',
};
/** What a person typed may hold anything, a telephone number too; what was chosen can't. */
const CHOSEN = new Set<AttributeDefinition['datatype']>(['singlevaluelist', 'multivaluelist', 'datetime']);

/** What `extensions=true` adds to a request: nothing that the bridge doesn't know, and nothing personal. */
export function requestExtensions(
  request: PublicRequest,
  { service, notes, base }: { service?: Service; notes: readonly RequestNote[]; base: string },
): Record<string, Value> {
  return {
    extended_attributes: {
      detailed_status: CITY_SDK[request.detailedStatus],
      media_urls: request.mediaPaths.map((path) => base + path),
      ...(request.parentId !== undefined && { parent_service_request_id: request.parentId }),
    },
    attributes: service ? publicAnswers(request, service) : [],
    notes: [
      { datetime: dateText(request.requestedAt), type: 'submitted', description: null, summary: 'submitted' },
      ...notes.map((note, index) => noteBody(note, notes[index - 1]?.status ?? 'open')),
    ],
  };
}

/** What `extensions=true` adds to a definition (Boston's members). */
export function definitionExtensions(service: Service, changedAt: Date): Record<string, Value> {
  return { active: true, notice: service.notice ?? null, updated_at: dateText(changedAt) };
}

/** One entry for each value; `value` is the name that was shown to the resident, `code` the question's. */
function publicAnswers(request: PublicRequest, service: Service): Value[] {
  return service.attributes.filter(isPublic).flatMap((question) => {
    const values = request.attributes.find(({ code }) => code === question.code)?.values ?? [];
    return values.map((value) => ({
      label: question.description,
      name: question.code,
      code: question.code,
      value: question.values.find(({ key }) => key === value)?.name ?? value,
    }));
  });
}

function isPublic({ variable, automated, datatype }: AttributeDefinition): boolean {
  return variable && !automated && CHOSEN.has(datatype);
}

function noteBody({ at, status, detailedStatus, text }: RequestNote, before: RequestNote['status']): Value {
  const moved = status === 'closed' ? 'closed' : 'opened';
  return {
    datetime: dateText(at),
    type: status === before ? 'activity' : moved,
    description: cleanText(text ?? '') || null,
    summary: detailedStatus.replaceAll('_', ' '),
  };
}
