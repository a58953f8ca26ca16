import type { CaseCandidate } from '../adapter-kit/adapter.js';
import { nearestCase } from './unknown-policy.js';

const at = new Date('2026-03-02T08:00:00Z');
const here = { lat: 42.36, long: -71.05 };
const rule = { withinMeters: 50, withinMinutes: 30 };
const near: CaseCandidate = { caseRef: 'NEAR', createdAt: at, point: here };
const minutesLater = (minutes: number) => new Date(at.getTime() + minutes * 60_000);

it.each([
  ['the one that fits', [near], 'NEAR'],
  ['none of two that fit', [near, { ...near, caseRef: 'TOO' }], undefined],
  ['the one in time', [near, { ...near, caseRef: 'LATE', createdAt: minutesLater(31) }], 'NEAR'],
  ['one at the edge of the time', [{ ...near, createdAt: minutesLater(-30) }], 'NEAR'],
  ['the one in place', [near, { ...near, caseRef: 'FAR', point: { ...here, lat: 42.3605 } }], 'NEAR'],
  ['none of another service', [{ ...near, sameService: false }], undefined],
  ['none whose time the CRM does not tell', [{ ...near, createdAt: undefined }], undefined],
  ['none whose place the CRM does not tell', [{ ...near, point: undefined }], undefined],
  ['none where there is none', [], undefined],
])('adopt-nearest takes %s', (_case, candidates, taken) => {
  expect(nearestCase(candidates, { firstSentAt: at, point: here }, rule)).toBe(taken);
});

it('adopt-nearest goes by time alone where withinMeters is 0', () => {
  expect(nearestCase([{ caseRef: 'A', createdAt: at }], { firstSentAt: at }, { ...rule, withinMeters: 0 })).toBe('A');
});
