import { RejectedError } from '../../src/adapter-kit/errors.js';
import { receiveUpdate } from './open311.callback.js';

const FIELDS = {
  service_request_id: '26-00000001',
  update_id: 'U-5',
  status: 'in_progress',
  updated_datetime: '2026-03-03T10:00:00Z',
  description: 'Crew booked.',
};
const CHANGE = {
  caseRef: '26-00000001',
  status: 'in_progress',
  reason: 'Crew booked.',
  publicText: 'Crew booked.',
  changedAt: new Date('2026-03-03T10:00:00Z'),
};

it.each([
  ['the webhook of another bridge', { type: 'service_request.updated', data: { ...FIELDS, media_url: null } }],
  ['the form that FixMyStreet takes', { api_key: 'k', jurisdiction_id: 'x', ...FIELDS }],
])('reads %s as a poll would', async (_what, body) => {
  expect(await receiveUpdate({ body })).toMatchObject({ changes: [CHANGE] });
});

it.each([[{ type: 'ping' }], [{ data: { status: 'open' } }], [[FIELDS]], ['text']])(
  'refuses %j, for a person to look at',
  (body) => {
    expect(() => receiveUpdate({ body })).toThrow(RejectedError);
  },
);
