import { Liquid } from 'liquidjs';
import type { CaseSnapshot } from '../adapter-kit/adapter.js';
import { type StatusRule, ruleFor } from '../domain/status-rules.js';
import type { CaseChange } from '../store/sync.store.js';

/** Templates are an operator's, the texts are not: bounded all the same. */
const liquid = new Liquid({
  strictVariables: false,
  ownPropertyOnly: true,
  parseLimit: 10_000,
  renderLimit: 100,
  memoryLimit: 1_000_000,
});

/** The CRM's words in ours, by the connection's status rules. */
export function toChange(
  rules: readonly StatusRule[],
  { caseRef, status, reason, publicText, changedAt }: CaseSnapshot,
): CaseChange {
  const rule = ruleFor(rules, { status, reason });
  const words = { caseRef, crmStatus: status, crmReason: reason, changedAt };
  if (!rule) return words;
  const notes = rule.notes === undefined ? (publicText ?? reason) : renderNotes(rule.notes, { status, reason, text: publicText });
  return { ...words, public: { status: rule.status, detail: rule.detail ?? rule.status, notes: notes || undefined } };
}

function renderNotes(template: string, words: object): string {
  return String(liquid.parseAndRenderSync(template, words)).trim();
}
