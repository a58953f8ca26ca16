import { MisconfiguredError, TransientError } from '../../../src/adapter-kit/errors.js';
import { aCallContext } from '../../../test/adapter-kit/a-call-context.js';
import { type Answer, AnsweringServer, type Received } from '../../../test/adapter-kit/answering-server.js';
import { restAdapterFor } from '../../../test/adapters/rest-adapter-for.js';

const crm = AnsweringServer.forTests();

type Given = Readonly<Record<string, unknown>>;
const checking = (settings: Given, answer: (request: Received) => Answer) => {
  crm.answer = answer;
  return restAdapterFor(crm, settings).check(aCallContext());
};
const queryOf = ({ url }: Received) => new URL(url, 'http://crm').searchParams;

describe('check', () => {
  const find = { path: '/cases', query: { cf_12: '{{ request.id }}' }, list: 'body.items', matches: 'true', caseRef: 'id' };
  const changes = {
    path: '/cases',
    query: { since: "{{ from | date: '%Y-%m-%d %H:%M:%S' }}" },
    list: 'body.items',
    caseRef: 'id',
    status: 's',
  };

  it('tells a search that is heeded from one that is dropped without a word', async () => {
    const settings = { check: { path: '/me', find: true }, find };
    const heeding = (request: Received) => ({ body: { items: queryOf(request).has('cf_12') ? [] : [{ id: 1 }] } });
    await expect(checking(settings, heeding)).resolves.toBeUndefined();
    expect(crm.received.map(({ url }) => url)).toEqual(['/api/me', '/api/cases?cf_12=open311-bridge-check-0000']);
    const dropping = checking(settings, () => ({ body: { items: [{ id: 1 }] } }));
    await expect(dropping).rejects.toBeInstanceOf(MisconfiguredError);
    await expect(dropping).rejects.toThrow(/find\.query is not heeded/);
  });

  it('tries the format of dates with a window far ahead, in which nothing can have changed', async () => {
    const settings = { check: { path: '/me', changes: true }, changes };
    const understanding = (wanted: RegExp) => (request: Received) =>
      request.url === '/api/me' || wanted.test(queryOf(request).get('since') ?? '')
        ? { body: { items: [] } }
        : { body: { items: [{ id: 1 }] } };
    await expect(checking(settings, understanding(/^2100-01-01 \d\d:20:30$/))).resolves.toBeUndefined();
    await expect(checking(settings, understanding(/Z$/))).rejects.toThrow(/changes\.query is not heeded.*date/);
    await expect(checking(settings, ({ url }) => (url === '/api/me' ? { body: {} } : { status: 422 }))).rejects.toBeInstanceOf(
      MisconfiguredError,
    );
  });

  it('asks further questions, and tells the remedy where the answer is another than expected', async () => {
    const probes = [
      {
        path: '/fields',
        expect: '$exists(body[name = "Open311"])',
        otherwise: 'add a custom field named Open311 to the project',
      },
    ];
    const settings = { check: { path: '/me', probes } };
    await expect(checking(settings, () => ({ body: [{ name: 'Open311' }] }))).resolves.toBeUndefined();
    const missing = checking(settings, () => ({ body: [{ name: 'Other' }] }));
    await expect(missing).rejects.toBeInstanceOf(MisconfiguredError);
    await expect(missing).rejects.toThrow('add a custom field named Open311 to the project (check.probes.0)');
  });

  it('is asked again later where the CRM is not there', async () => {
    await expect(checking({ check: { path: '/me' } }, () => ({ status: 503 }))).rejects.toBeInstanceOf(TransientError);
  });
});
