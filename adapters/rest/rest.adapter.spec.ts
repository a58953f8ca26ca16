import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { describeAdapter } from '../../test/adapter-kit/describe-adapter.js';
import { LOG_IN, SHAPE } from '../../test/adapter-kit/selections.js';
import { aCallContext } from '../../test/adapter-kit/a-call-context.js';
import { aServiceRequest } from '../../test/adapter-kit/a-service-request.js';
import { AdapterBench, validated } from '../../test/adapter-kit/adapter-bench.js';
import { rest } from './rest.adapter.js';
import { conformance } from './rest.conformance.js';
import { RestSettings } from './rest.settings.js';

const settings = parse(readFileSync(new URL('./rest.example.yaml', import.meta.url), 'utf8')) as Record<string, unknown>;

/** Sites that differ from the usual one in little. */
const DIFFERS: Readonly<Record<string, readonly string[]>> = { oauth: LOG_IN, form: SHAPE, xml: SHAPE, 'json-rpc': SHAPE };

conformance.forEach((under) => describeAdapter(under, DIFFERS[under.site ?? '']));

describe('the settings of the rest adapter', () => {
  const mistakes = (change: (whole: Record<string, any>) => unknown) => () => {
    const whole = structuredClone(settings);
    change(whole);
    validated(RestSettings, whole);
  };

  it.each<[string, (whole: Record<string, any>) => unknown]>([
    ['baseUrl', (whole) => (whole.baseUrl = 'crm.example.org')],
    ['baseUrl', (whole) => (whole.baseUrl = 'ftp://crm.example.org')],
    ['baseUrl', (whole) => (whole.baseUrl = 'https://user:password@crm.example.org')],
    ['auth.kind', (whole) => (whole.auth = { kind: 'magic' })],
    ['auth.password', (whole) => (whole.auth = { kind: 'basic', username: 'ada' })],
    ['auth.token', (whole) => (whole.auth = { kind: 'bearer', token: 'two\r\nlines' })],
    ['create.body', (whole) => (whole.create.body = '{"a": ')],
    ['create.body', (whole) => delete whole.create.body],
    ['create.path', (whole) => (whole.create.path = '/cases/{{ reqest.id }}')],
    ['create.idempotencyHeader', (whole) => (whole.create.idempotencyHeader = 'Idempotency Key')],
    ['find.query', (whole) => (whole.find.query.reference = '{{ request.id | shout }}')],
    ['find.matches', (whole) => delete whole.find.matches],
    ['note.body', (whole) => delete whole.note.body],
    ['note.path', (whole) => (whole.note.path = '/cases/{{ request.id }}/notes')],
    ['note.find.matches', (whole) => delete whole.note.find.matches],
    ['attachment.sendAs', (whole) => (whole.attachment.sendAs = 'soap')],
    ['attachment.body', (whole) => (whole.attachment.sendAs = 'json')],
    ['update.body', (whole) => (whole.update.body = '')],
    ['changes.nextPageIs', (whole) => (whole.changes.nextPageIs = 'guessed')],
    ['changes.nextPage', (whole) => (whole.changes = { ...whole.changes, nextPageIs: 'url', nextPage: undefined })],
    ['changes.each.atOnce', (whole) => (whole.changes.each = { path: '/cases/{{ id }}', atOnce: 0 })],
    ['update.verify.fields', (whole) => (whole.update.verify = { path: '/cases/{{ caseRef }}' })],
    ['update.verify.fields.state.is', (whole) => (whole.update.verify = { path: '/me', fields: { state: { shouldBe: '1' } } })],
    ['check.probes.0.expect', (whole) => (whole.check.probes = [{ path: '/fields', otherwise: 'add it' }])],
    ['statusNames.list', (whole) => (whole.statusNames = { path: '/statuses' })],
    ['dates.timeZone', (whole) => (whole.dates = { timeZone: 'Mars/Base' })],
    ['errors.0.kind', (whole) => (whole.errors[0].kind = 'bad')],
    ['errors.0.when', (whole) => delete whole.errors[0].when],
    ['creat', (whole) => (whole.creat = {})],
  ])('name %s when it is wrong (%s)', (path, change) => {
    expect(mistakes(change)).toThrow(new RegExp(`(^|; )${path.replaceAll('.', '\\.')}: `));
  });
});

describe('the rest connection of the sample city', () => {
  it('makes a case in the emulated CRM, finds it, and hears of its closure', async () => {
    const { connections } = parse(readFileSync(new URL('../../config/jurisdictions/riverton.yaml', import.meta.url), 'utf8'));
    const bench = await AdapterBench.start(rest, connections.rest.settings);
    try {
      const ours = aServiceRequest();
      const adapter = bench.adapter();
      const caseRef = await adapter.createCase(ours, aCallContext());
      await expect(adapter.findCase(ours, ours.requestedAt, aCallContext())).resolves.toEqual({ is: 'found', caseRef });
      await bench.control.close(caseRef, 'Case Resolved', 'Filled in');
      const window = { from: ours.requestedAt, to: new Date(Date.now() + 60_000) };
      const { changes } = await adapter.fetchChanges!(window, undefined, aCallContext());
      expect(changes).toEqual([
        expect.objectContaining({ caseRef, status: 'DONE', reason: 'Case Resolved', publicText: 'Filled in' }),
      ]);
      expect((await bench.theOnlyCase()).fields).toMatchObject({
        reference: ours.id,
        category: 'pothole',
        location: { address: '12 Mill Lane', lat: 51.65231, lon: -0.08113 },
        customer: { name: 'Ada Byron', email: 'ada@example.org' },
        details: [{ question: 'depth', answer: 'deep' }],
      });
    } finally {
      await bench.emulator.close();
    }
  });
});
