import { Liquid } from 'liquidjs';
import type { CaseSnapshot } from '../adapter-kit/adapter.js';
import { ruleFor } from '../domain/status-rules.js';
import type { ConnectionSettings } from '../settings/settings.js';
import type { CaseChange } from '../store/sync.store.js';

/** Templates are an operator's, the texts are not: bounded all the same. */
const liquid = new Liquid({
  strictVariables: false,
  ownPropertyOnly: true,
  parseLimit: 10_000,
  renderLimit: 100,
  memoryLimit: 1_000_000,
});

/** The CRM's words in ours, by the connection's status rules; of its own words only what the connection publishes. */
export function toChange(
  { statusRules, sync }: Pick<ConnectionSettings, 'statusRules' | 'sync'>,
  { caseRef, status, reason, publicText, mediaUrls, changedAt, changeId, requestId }: CaseSnapshot,
): CaseChange {
  const rule = ruleFor(statusRules, { status, reason });
  const words = { caseRef, crmStatus: status, crmReason: reason, changedAt, changeId, requestId };
  if (!rule) return words;
  const notes = rule.notes === undefined ? (publicText ?? reason) : renderNotes(rule.notes, { status, reason, text: publicText });
  return {
    ...words,
    public: {
      status: rule.status,
      detail: rule.detail ?? rule.status,
      notes: notes || undefined,
      mediaUrls,
      externalStatusCode: { none: undefined, status, reason }[sync.externalStatusCode] || undefined,
      customerReference: sync.customerReference ? caseRef : undefined,
    },
  };
}

function renderNotes(template: string, words: object): string {
  return String(liquid.parseAndRenderSync(template, words)).trim();
}
