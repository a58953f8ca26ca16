import { Liquid } from 'liquidjs';
import type { CaseSnapshot } from '../adapter-kit/adapter.js';
import type { PublicChange } from '../domain/case-news.js';
import { ruleFor, type StatusRule } from '../domain/status-rules.js';
import type { ConnectionSettings } from '../settings/jurisdiction-settings.js';
import type { CaseChange } from '../store/sync/case-change.js';

/** Templates are an operator's, the texts are not: bounded all the same. */
const liquid = new Liquid({
  strictVariables: false,
  ownPropertyOnly: true,
  parseLimit: 10_000,
  renderLimit: 1_000,
  memoryLimit: 1_000_000,
});

/** The CRM's words in ours, by the connection's status rules; of its own words only what the connection publishes. */
export function toChange(
  settings: Pick<ConnectionSettings, 'statusRules' | 'sync'>,
  { status, reason, publicText: text, mediaUrls, deleted, ...told }: CaseSnapshot,
): CaseChange {
  const rule = ruleFor(settings.statusRules, { status, reason });
  const change = { ...told, crmStatus: status, crmReason: reason, text };
  if (!rule) return deleted ? { ...change, isGone: true, public: GONE } : change;
  const { transferTo } = rule;
  return {
    ...change,
    ...(transferTo !== undefined && { transferTo }),
    public: inPublic(rule, settings.sync, { ...told, status, reason, publicText: text, mediaUrls }),
  };
}

/** What the public sees of a case that was taken out of the CRM, where no rule says anything else. */
const GONE: PublicChange = { status: 'closed', detail: 'no_further_action' };

function inPublic(rule: StatusRule, sync: ConnectionSettings['sync'], snapshot: CaseSnapshot): PublicChange {
  const { caseRef, customerReference, status, reason, publicText, mediaUrls } = snapshot;
  const notes = rule.notes === undefined ? (publicText ?? reason) : renderNotes(rule.notes, { status, reason, text: publicText });
  return {
    status: rule.status,
    detail: rule.detail ?? rule.status,
    notes: notes || undefined,
    mediaUrls,
    externalStatusCode: { none: undefined, status, reason }[sync.externalStatusCode] || undefined,
    customerReference: sync.customerReference ? (customerReference ?? caseRef) : undefined,
  };
}

function renderNotes(template: string, words: object): string {
  return String(liquid.parseAndRenderSync(template, words)).trim();
}
