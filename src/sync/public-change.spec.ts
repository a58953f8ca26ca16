import type { StatusRule } from '../domain/status-rules.js';
import { toChange } from './public-change.js';

const rules: StatusRule[] = [
  { when: { status: { exact: 'open' } }, status: 'open' },
  { when: { status: { exact: 'closed' }, reason: { pattern: 'case resolved' } }, status: 'closed', detail: 'fixed' },
  {
    when: { status: { exact: 'closed' }, reason: { prefix: 'Duplicate' } },
    status: 'closed',
    detail: 'duplicate',
    notes: 'Known already: {{ reason }}',
  },
];

it('turns the closure reason into the public notes', () => {
  expect(toChange(rules, { caseRef: '1', status: 'Closed', reason: 'Case Closed. Case Resolved. Filled' }).public).toEqual({
    status: 'closed',
    detail: 'fixed',
    notes: 'Case Closed. Case Resolved. Filled',
  });
});

it("prefers the CRM's public text to its reason", () => {
  expect(
    toChange(rules, { caseRef: '1', status: 'closed', reason: 'Case Resolved', publicText: 'Filled and sealed.' }).public?.notes,
  ).toBe('Filled and sealed.');
});

it("writes the notes by the rule's template", () => {
  expect(toChange(rules, { caseRef: '1', status: 'closed', reason: 'Duplicate of 7' }).public).toEqual({
    status: 'closed',
    detail: 'duplicate',
    notes: 'Known already: Duplicate of 7',
  });
});

it('says nothing in public of words that no rule knows, and keeps them', () => {
  expect(toChange(rules, { caseRef: '1', status: 'limbo' })).toEqual({
    caseRef: '1',
    crmStatus: 'limbo',
    crmReason: undefined,
    changedAt: undefined,
  });
});
