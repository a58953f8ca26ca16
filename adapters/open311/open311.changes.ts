import type { CallContext, CaseSnapshot, ChangePage, ChangeWindow } from '../../src/adapter-kit/adapter.js';
import type { CaseRef } from '../../src/domain/delivery.js';
import type { Fields, Open311Client } from './open311.client.js';
import { moment, momentText } from './open311.moments.js';
import type { GeoReportEntry } from './open311.records.js';

const PAGE_SIZE = 200;
const SECOND = 1000;

/** One report as it stands; undefined when the server doesn't know it. */
export async function fetchStatus(
  client: Open311Client,
  caseRef: CaseRef,
  context: CallContext,
): Promise<CaseSnapshot | undefined> {
  const [found] = (await client.find(`requests/${encodeURIComponent(caseRef)}`, context)) ?? [];
  return found && ofRequest({ ...found, fields: { ...found.fields, service_request_id: caseRef } });
}

/** Updates by their date, all in one answer (contract section 16.1). Two of one report keep their order. */
export async function fetchUpdates(client: Open311Client, window: ChangeWindow, context: CallContext): Promise<ChangePage> {
  const entries = await client.list('servicerequestupdates', within(window, 'start_date', 'end_date'), context);
  return { changes: entries.flatMap((entry) => ofUpdate(entry) ?? []).sort(byTime) };
}

/** The list by `updated_after` (contract section 13, v2.1 draft), page after page until one is not full. */
export async function fetchRequests(
  client: Open311Client,
  window: ChangeWindow,
  page: string | undefined,
  context: CallContext,
): Promise<ChangePage> {
  const number = Number(page ?? 1);
  const query: Fields = [
    ...within(window, 'updated_after', 'updated_before'),
    ['page', String(number)],
    ['page_size', String(PAGE_SIZE)],
  ];
  const entries = await client.list('requests', query, context);
  const nextPage = entries.length < PAGE_SIZE ? undefined : String(number + 1);
  return { changes: entries.flatMap((entry) => ofRequest(entry) ?? []), nextPage };
}

/** Servers keep whole seconds: the window is widened to them. */
function within({ from, to }: ChangeWindow, start: string, end: string): Fields {
  return [
    [start, momentText(from)],
    [end, momentText(new Date(Math.ceil(to.getTime() / SECOND) * SECOND))],
  ];
}

function ofRequest({ fields, mediaUrls }: GeoReportEntry): CaseSnapshot | undefined {
  const { service_request_id: caseRef, status, status_notes: notes, updated_datetime: changed } = fields;
  if (caseRef === undefined || status === undefined) return undefined;
  const pictures = mediaUrls.length > 0 ? mediaUrls : undefined;
  return { caseRef, status, reason: notes, publicText: notes, changedAt: moment(changed), mediaUrls: pictures };
}

/** An update as its resource tells of it (section 16.1). */
export function ofUpdate({ fields, mediaUrls }: GeoReportEntry): CaseSnapshot | undefined {
  const { service_request_id: caseRef, status, description: publicText, updated_datetime: changed } = fields;
  const reason = fields['external_status_code'] ?? publicText;
  if (caseRef === undefined || status === undefined) return undefined;
  const pictures = mediaUrls.length > 0 ? mediaUrls : undefined;
  return { caseRef, status, reason, publicText, changedAt: moment(changed), mediaUrls: pictures };
}

function byTime(one: CaseSnapshot, other: CaseSnapshot): number {
  return (one.changedAt?.getTime() ?? 0) - (other.changedAt?.getTime() ?? 0);
}
