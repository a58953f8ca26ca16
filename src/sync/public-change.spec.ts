import type { StatusRule } from '../domain/status-rules.js';
import type { ConnectionSyncSettings } from '../settings/jurisdiction-settings.js';
import { toChange } from './public-change.js';

const statusRules: StatusRule[] = [
  { when: { status: { exact: 'open' } }, status: 'open' },
  { when: { status: { exact: 'closed' }, reason: { pattern: 'case resolved' } }, status: 'closed', detail: 'fixed' },
  {
    when: { status: { exact: 'closed' }, reason: { prefix: 'Duplicate' } },
    status: 'closed',
    detail: 'duplicate',
    notes: 'Known already: {{ reason }}',
  },
];

const sync: ConnectionSyncSettings = {
  pollEveryMs: 1,
  refusedPauseMaxMs: 1,
  takeOverAfterMs: 20_000,
  overlapMs: 1,
  casesPerCall: 2,
  externalStatusCode: 'none',
  customerReference: false,
  servicesEveryHours: 0,
  servicesLeastShare: 0.8,
  reconcileEveryHours: 0,
  reconcileDays: 30,
  ownNames: [],
  stale: { afterDays: 0, except: [] },
};
const settings = { statusRules, sync };

it('turns the closure reason into the public notes', () => {
  expect(toChange(settings, { caseRef: '1', status: 'Closed', reason: 'Case Closed. Case Resolved. Filled' }).public).toEqual({
    status: 'closed',
    detail: 'fixed',
    notes: 'Case Closed. Case Resolved. Filled',
  });
});

it("prefers the CRM's public text to its reason", () => {
  expect(
    toChange(settings, { caseRef: '1', status: 'closed', reason: 'Case Resolved', publicText: 'Filled and sealed.' }).public
      ?.notes,
  ).toBe('Filled and sealed.');
});

it("writes the notes by the rule's template", () => {
  expect(toChange(settings, { caseRef: '1', status: 'closed', reason: 'Duplicate of 7' }).public).toEqual({
    status: 'closed',
    detail: 'duplicate',
    notes: 'Known already: Duplicate of 7',
  });
});

it('says nothing in public of words that no rule knows, and keeps them', () => {
  expect(toChange(settings, { caseRef: '1', status: 'limbo' })).toEqual({
    caseRef: '1',
    crmStatus: 'limbo',
    crmReason: undefined,
    changedAt: undefined,
  });
});

it('section 16.1: shows of the CRM its own words and its reference only what the connection publishes', () => {
  const snapshot = { caseRef: '7', status: 'closed', reason: 'Duplicate of 6', mediaUrls: ['https://crm.example/1'] };
  const shown = (published: Partial<ConnectionSyncSettings>) => {
    const change = toChange({ statusRules, sync: { ...sync, ...published } }, snapshot).public!;
    return [change.externalStatusCode, change.customerReference, change.mediaUrls];
  };
  expect(shown({})).toEqual([undefined, undefined, ['https://crm.example/1']]);
  expect(shown({ externalStatusCode: 'status' })).toEqual(['closed', undefined, ['https://crm.example/1']]);
  expect(shown({ externalStatusCode: 'reason', customerReference: true })).toEqual([
    'Duplicate of 6',
    '7',
    ['https://crm.example/1'],
  ]);
});
