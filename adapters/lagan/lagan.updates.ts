import { node, optional, type XmlNode } from '../../src/adapter-kit/xml/xml-node.js';
import type { CaseRef } from '../../src/domain/delivery.js';
import type { DetailedStatus } from '../../src/domain/service-request.js';
import type { LaganUpdates } from './lagan.settings.js';

/** A call that brings a case to a status. */
export interface StatusCall {
  /** Lagan's own word for what the case is then; a case that is so already is left alone. */
  readonly makes: 'open' | 'closed';
  readonly request: XmlNode;
  readonly answerRoot: string;
}

/** Undefined when the settings name no such word. */
export function statusCall(caseRef: CaseRef, status: DetailedStatus, { close, reopen }: LaganUpdates): StatusCall | undefined {
  if (reopen.includes(status)) {
    const request = node('flt:FWTReopenCaseRequest', [node('flt:CaseReference', caseRef)]);
    return { makes: 'open', request, answerRoot: 'FWTReopenCaseRequestResponse' };
  }
  if (!Object.hasOwn(close, status)) return undefined;
  const { title, description } = close[status]!;
  const reason = node('Reason', [node('Title', title), optional('Description', description)]);
  const request = node('flt:FWTCaseClose', [node('flt:CaseReference', caseRef), reason]);
  return { makes: 'closed', request, answerRoot: 'FWTCaseCloseResponse' };
}
