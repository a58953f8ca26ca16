import type { NotCheckable } from '../domain/reconciliation.js';
import type { CrmSide } from './crm-side.js';

/** What this CRM, under these settings, gives no means to see. */
export function notCheckable(crm: CrmSide): NotCheckable[] {
  const { fetchChanges } = crm.connection.adapter;
  const found: NotCheckable[] = [];
  if (!crm.tellsChanges) {
    const reason = fetchChanges
      ? 'the CRM tells each change only once, and polling reads it'
      : 'the CRM gives no list of changed cases';
    found.push({ kinds: ['missing_here', 'twice'], reason });
  }
  if (!crm.tellsOfCases) found.push({ kinds: ['missing_there'], reason: 'the CRM can not be asked for a single case' });
  if (!crm.tellsOfCases && !crm.tellsChanges)
    found.push({
      kinds: ['renumbered', 'merged', 'closed_there', 'open_there', 'text_differs'],
      reason: 'how a case stands there can not be read; what the CRM said last is held against the status rules only',
    });
  return found;
}
