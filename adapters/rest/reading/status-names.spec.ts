import { MisconfiguredError, RejectedError, TransientError } from '../../../src/adapter-kit/errors.js';
import { aCallContext } from '../../../test/adapter-kit/a-call-context.js';
import { aServiceRequest } from '../../../test/adapter-kit/a-service-request.js';
import { type Answer, AnsweringServer } from '../../../test/adapter-kit/answering-server.js';
import { restAdapterFor } from '../../../test/adapters/rest-adapter-for.js';

let crm: AnsweringServer;
beforeAll(async () => {
  crm = await AnsweringServer.start();
});
beforeEach(() => {
  crm.reset();
  statuses = [
    { id: 1, name: 'New' },
    { id: 5, name: 'Closed' },
  ];
  caseStatus = 5;
  crm.answer = ({ url }): Answer =>
    url === '/api/statuses' ? (statuses ? { body: { statuses } } : { status: 503 }) : { body: { status_id: caseStatus } };
});
afterAll(() => crm.close());

let statuses: { id: number; name: string }[] | undefined;
let caseStatus: number;

const SETTINGS = {
  statusNames: { path: '/statuses', list: 'body.statuses' },
  status: { path: '/cases/{{ caseRef }}', status: 'status_id' },
  update: {
    path: '/cases/{{ caseRef }}',
    method: 'PUT',
    body: '{"status_id": $number($table("statusIds", change.closed ? "Closed" : "Reopened"))}',
  },
};
const adapter = (more: Readonly<Record<string, unknown>> = {}) => restAdapterFor(crm, { ...SETTINGS, ...more });
const timesAsked = () => crm.received.filter(({ url }) => url === '/api/statuses').length;
const change = (status: 'closed' | 'reopen') => ({ id: 'upd-1', status, writtenAt: new Date() });

describe('statuses that are ids', () => {
  it('are told by their names, which are asked for once', async () => {
    const ours = adapter();
    for (let time = 0; time < 3; time += 1)
      await expect(ours.fetchStatus!('C1', aCallContext())).resolves.toMatchObject({ status: 'Closed' });
    expect(timesAsked()).toBe(1);
  });

  it('are asked for again when one comes that is not known, and once only when the CRM has no name for it', async () => {
    const ours = adapter();
    await ours.fetchStatus!('C1', aCallContext());
    statuses!.push({ id: 9, name: 'Waiting' });
    caseStatus = 9;
    await expect(ours.fetchStatus!('C1', aCallContext())).resolves.toMatchObject({ status: 'Waiting' });
    expect(timesAsked()).toBe(2);
    caseStatus = 77;
    for (let time = 0; time < 3; time += 1)
      await expect(ours.fetchStatus!('C1', aCallContext())).resolves.toMatchObject({ status: '77' });
    expect(timesAsked()).toBe(3);
  });

  it('are asked for again after so many uses: they may be called something else by then', async () => {
    const ours = adapter({ statusNames: { ...SETTINGS.statusNames, uses: 2 } });
    await ours.fetchStatus!('C1', aCallContext());
    statuses![1]!.name = 'Done';
    await expect(ours.fetchStatus!('C1', aCallContext())).resolves.toMatchObject({ status: 'Closed' });
    await expect(ours.fetchStatus!('C1', aCallContext())).resolves.toMatchObject({ status: 'Done' });
  });

  it('are written by name, and a name that there is not sends nothing', async () => {
    await adapter().updateCase!('C1', change('closed'), aCallContext());
    expect(JSON.parse(crm.received.at(-1)!.body)).toEqual({ status_id: 5 });
    const refused = adapter().updateCase!('C1', change('reopen'), aCallContext());
    await expect(refused).rejects.toBeInstanceOf(RejectedError);
    await expect(refused).rejects.toThrow(/statusIds.*Reopened/);
    expect(crm.received.filter(({ method }) => method === 'PUT')).toHaveLength(1);
  });

  it('hold up no case whose body does not speak of them', async () => {
    statuses = undefined;
    crm.answer = ({ method }) => (method === 'POST' ? { body: { id: 7 } } : { status: 503 });
    await expect(adapter().createCase(aServiceRequest(), aCallContext())).resolves.toBe('7');
  });

  it('hold nothing up for ever when they can not be asked for', async () => {
    statuses = undefined;
    const ours = adapter();
    await expect(ours.updateCase!('C1', change('closed'), aCallContext())).rejects.toBeInstanceOf(TransientError);
    await expect(ours.fetchStatus!('C1', aCallContext())).rejects.toBeInstanceOf(TransientError);
    statuses = [{ id: 5, name: 'Closed' }];
    await expect(ours.fetchStatus!('C1', aCallContext())).resolves.toMatchObject({ status: 'Closed' });
  });

  it('are looked at by check', async () => {
    statuses = [];
    await expect(adapter().check(aCallContext())).rejects.toBeInstanceOf(MisconfiguredError);
    await expect(adapter().check(aCallContext())).rejects.toThrow('statusNames.list finds no statuses');
  });
});
