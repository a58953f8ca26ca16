import type { CaseStatusChange } from '../../src/adapter-kit/adapter.js';
import { node, optional, type XmlNode } from '../../src/adapter-kit/xml/xml-node.js';
import type { CaseRef } from '../../src/domain/delivery.js';
import type { LaganSettings } from './lagan.settings.js';
import type { LaganReopening, LaganUpdates } from './lagan.update-settings.js';

/** A call that brings a case to a status. */
export interface StatusCall {
  /** Lagan's own word for what the case is then; a case that is so already is left alone. */
  readonly makes: 'open' | 'closed';
  readonly request: XmlNode;
  readonly answerRoot: string;
}

/** Undefined when the settings name no such word. */
export function statusCall(
  caseRef: CaseRef,
  { status, writtenAt }: CaseStatusChange,
  { close, reopen, reopening, closedDate }: LaganUpdates,
  contract: LaganSettings['contract'],
): StatusCall | undefined {
  if (reopen.includes(status)) {
    return { makes: 'open', request: toReopen(caseRef, reopening), answerRoot: 'FWTReopenCaseRequestResponse' };
  }
  if (!Object.hasOwn(close, status)) return undefined;
  const { title, description } = close[status]!;
  const reason = node('Reason', [node('Title', title), optional('Description', description)]);
  const request = node('flt:FWTCaseClose', [
    node('flt:CaseReference', caseRef),
    reason,
    optional('ClosedDate', closedDate && contract === 'newer' ? writtenAt.toISOString() : undefined),
  ]);
  return { makes: 'closed', request, answerRoot: 'FWTCaseCloseResponse' };
}

function toReopen(caseRef: CaseRef, { queue, user, reason, resetTaskSlas }: LaganReopening): XmlNode {
  return node('flt:FWTReopenCaseRequest', [
    node('flt:CaseReference', caseRef),
    optional('AllocateToUser', user),
    optional('AllocateToQueueByName', queue),
    optional('Reason', reason),
    optional('resetTaskSLAs', resetTaskSlas),
  ]);
}
