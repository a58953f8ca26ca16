import { aCallContext } from '../../../test/adapter-kit/a-call-context.js';
import { aServiceRequest } from '../../../test/adapter-kit/a-service-request.js';
import { aFault, inEnvelope, SoapSite } from '../../../test/adapters/soap-site.js';

let site: SoapSite;
beforeAll(async () => (site = await SoapSite.start()));
beforeEach(() => site.server.reset());
afterAll(() => site.close());

const body = (content: string) => inEnvelope(`<CreateResponse>${content}</CreateResponse>`);
const html = { headers: { 'content-type': 'text/html' }, body: '<!DOCTYPE html><html><body>Sign in</body></html>' };
const fault12 = (code: string, subcode: string, text: string) =>
  inEnvelope(
    `<s:Fault><s:Code><s:Value>${code}</s:Value><s:Subcode><s:Value>${subcode}</s:Value></s:Subcode></s:Code><s:Reason><s:Text>${text}</s:Text></s:Reason></s:Fault>`,
  );

/** What comes of a create that is answered so: the reference, or the kind of the failure and its words. */
async function outcome(answer: object, changes: object = {}, context = aCallContext()): Promise<string> {
  site.server.answer = () => answer;
  const create = site.adapter(changes).createCase(aServiceRequest(), context);
  return create.catch((error: { kind: string; message: string }) => `${error.kind}: ${error.message}`);
}
/** The same of a read. */
async function checked(answer: object, changes: object = {}): Promise<string> {
  site.server.answer = () => answer;
  const check = site.adapter(changes).check(aCallContext());
  return check.then(
    () => 'fine',
    (error: { kind: string }) => error.kind,
  );
}

describe('an answer without settings for it', () => {
  it.each<[string, object, RegExp, string]>([
    ['a success', body('<Id>1</Id>'), /^1$/, 'fine'],
    ['a fault that blames the message', aFault('s:Client', 'bad category'), /^rejected: bad category$/, 'misconfigured'],
    [
      'a fault that blames the message, with 200',
      { ...aFault('s:Client.Data', 'bad category'), status: 200 },
      /^rejected: bad category$/,
      'misconfigured',
    ],
    ['a fault of the server', aFault('s:Server', 'null pointer'), /^unknown: null pointer$/, 'transient'],
    ['a fault of SOAP 1.2', fault12('s:Sender', 'c:Bad', 'no such type'), /^rejected: no such type$/, 'misconfigured'],
    [
      'a fault of WS-Security',
      aFault('wsse:FailedAuthentication', 'who?'),
      /^misconfigured: .*credentials.*who\?/,
      'misconfigured',
    ],
    [
      'a fault of WS-Security 1.2',
      fault12('s:Sender', 'wsse:FailedAuthentication', 'who?'),
      /^misconfigured: .*who\?/,
      'misconfigured',
    ],
    ['a fault without words', aFault('', ''), /^unknown: a fault without words$/, 'transient'],
    ['an HTML page with 200', html, /^unknown: .*an HTML page/, 'transient'],
    ['nothing', { body: '' }, /^unknown: .*nothing/, 'transient'],
    ['an empty body', inEnvelope(''), /^unknown: .*an empty body/, 'transient'],
    ['half an envelope', { body: '<Envelope><Body><Cre' }, /^unknown: .*unreadable/, 'transient'],
    [
      'a document type',
      { body: '<!DOCTYPE x [<!ENTITY a "b">]><Envelope><Body/></Envelope>' },
      /^unknown: .*document type/,
      'transient',
    ],
    [
      'XML that is no envelope',
      { body: '<CreateResponse><Id>1</Id></CreateResponse>' },
      /^unknown: .*a SOAP envelope was expected/,
      'transient',
    ],
    ['an envelope under an error of HTTP', { ...body('<Id>1</Id>'), status: 500 }, /^unknown: /, 'transient'],
    ['401', { status: 401, body: '' }, /^misconfigured: .*credentials/, 'misconfigured'],
    ['404', { status: 404, body: 'no such page' }, /^misconfigured: .*no SOAP service/, 'misconfigured'],
    ['a redirect', { status: 302, headers: { location: '/login' }, body: '' }, /^unknown: /, 'misconfigured'],
    [
      'a redirect of the call itself',
      { status: 308, headers: { location: '/v2' }, body: '' },
      /^misconfigured: /,
      'misconfigured',
    ],
    ['429', { status: 429, headers: { 'retry-after': '7' }, body: '' }, /^transient: /, 'transient'],
    ['429 with a fault', { ...aFault('s:Server', 'slow down'), status: 429 }, /^transient: slow down$/, 'transient'],
    ['503', { status: 503, body: 'busy' }, /^unknown: /, 'transient'],
    ['400', { status: 400, body: 'no' }, /^rejected: /, 'misconfigured'],
  ])('%s', async (_what, answer, toCreate, toRead) => {
    await expect(outcome(answer)).resolves.toMatch(toCreate);
    await expect(checked(answer)).resolves.toBe(toRead);
  });
});

describe('an answer that the settings know', () => {
  const settings = {
    success: [{ path: '//Status', in: ['0', 'success'] }],
    errors: {
      text: ['//Message', '//detail/Problem'],
      code: ['//Code'],
      rules: [
        { pattern: 'deadlock', means: 'transient' },
        { pattern: 'closed for the night', means: 'unavailable' },
        { code: ['E7'], means: 'authentication' },
        { code: ['E8'], pattern: 'retired', means: 'misconfigured' },
        { code: ['E9'], means: 'unknown' },
        { pattern: 'only a warning', means: 'success' },
        { when: { path: '//Queued', equals: 'yes' }, means: 'unknown' },
        { status: [599], means: 'transient' },
      ],
    },
  };
  const no = (content: string) => body(`<Id>1</Id><Status>9</Status>${content}`);

  it.each<[string, object, RegExp]>([
    ['a success', body('<Id>1</Id><Status>0</Status>'), /^1$/],
    ['no success, with a text', no('<Message>bad category</Message>'), /^rejected: bad category$/],
    ['no success, with a code', no('<Code>E1</Code>'), /^rejected: E1$/],
    ['no success, and no word', no(''), /^unknown: HTTP 200 and CreateResponse$/],
    ['a text of a transient error', no('<Message>DEADLOCK victim</Message>'), /^transient: /],
    ['a text of a closed CRM', no('<Message>closed for the night</Message>'), /^unavailable: /],
    ['a code of a refused log-in', no('<Code>E7</Code>'), /^misconfigured: .*credentials/],
    ['a code whose text does not fit', no('<Code>E8</Code><Message>no</Message>'), /^rejected: no$/],
    ['a code and its text', no('<Code>E8</Code><Message>retired form</Message>'), /^misconfigured: retired form$/],
    ['a code of an unknown outcome', no('<Code>E9</Code>'), /^unknown: E9$/],
    ['a text that is harmless', no('<Message>only a warning</Message>'), /^1$/],
    ['what looks like success, and is none', body('<Id>1</Id><Status>0</Status><Queued>yes</Queued>'), /^unknown: /],
    ['a text in the detail of a fault', aFault('s:Server', '', '<Problem>deadlock</Problem>'), /^transient: deadlock$/],
    ['a code of a fault, whatever its prefix', aFault('x:E7', 'who?'), /^misconfigured: .*who\?/],
    ['an HTTP status', { ...no(''), status: 599 }, /^transient: /],
  ])('%s', async (_what, answer, expected) => {
    await expect(outcome(answer, settings)).resolves.toMatch(expected);
  });

  it('is a success where it names what it made, whatever else it says', async () => {
    const context = aCallContext();
    const changes = { ...settings, operations: { create: { idWins: 'CreateResponse/Id' } } };
    await expect(outcome(no('<Message>partly failed</Message>'), changes, context)).resolves.toBe('1');
    expect(context.logged).toEqual([expect.objectContaining({ id: '1', said: 'partly failed' })]);
  });

  it('goes by what the operation says before what the connection says', async () => {
    const operations = { create: { success: { path: '//Id', exists: true }, errors: [{ pattern: 'deadlock', means: 'final' }] } };
    await expect(outcome(no('<Message>x</Message>'), { ...settings, operations })).resolves.toBe('1');
    await expect(outcome(body('<Message>deadlock</Message>'), { ...settings, operations })).resolves.toMatch(
      /^rejected: deadlock/,
    );
  });

  it('has to have the root that the operation names', async () => {
    const operations = { create: { root: ['CreateResponse'] } };
    await expect(outcome(inEnvelope('<OtherResponse><Id>1</Id></OtherResponse>'), { operations })).resolves.toMatch(
      /^unknown: .*OtherResponse/,
    );
  });

  it('may be told that all other faults are final', async () => {
    await expect(outcome(aFault('s:Server', 'bad category'), { errors: { otherFaults: 'final' } })).resolves.toBe(
      'rejected: bad category',
    );
  });

  it('says no more than a person reads', async () => {
    expect((await outcome(aFault('s:Client', 'x'.repeat(5000)))).length).toBeLessThan(1100);
  });
});

describe('a call that ends early', () => {
  it('is unknown when its own time limit is over, and a read is asked again', async () => {
    site.server.answer = () => ({ body: '' });
    const slow = site.adapter({
      endpoint: await silentServer(),
      operations: { create: { timeoutMs: 500 }, ping: { timeoutMs: 500 } },
    });
    await expect(slow.createCase(aServiceRequest(), aCallContext())).rejects.toMatchObject({ kind: 'unknown' });
    await expect(slow.check(aCallContext())).rejects.toMatchObject({ kind: 'transient' });
  });

  it('sends nothing when it was over before it began', async () => {
    const context = aCallContext({ signal: AbortSignal.abort() });
    await expect(site.adapter().createCase(aServiceRequest(), context)).rejects.toMatchObject({ kind: 'transient' });
    expect(site.server.received).toEqual([]);
  });

  it('stops at the size an answer may have', async () => {
    const answer = body(`<Id>${'1'.repeat(2000)}</Id>`);
    await expect(outcome(answer, { operations: { create: { maxAnswerCharacters: 1000 } } })).resolves.toMatch(
      /^unknown: .*1000 characters/,
    );
  });
});

const opened: import('node:http').Server[] = [];
afterAll(() => opened.forEach((server) => server.closeAllConnections()));
afterAll(() => Promise.all(opened.map((server) => new Promise((resolve) => server.close(resolve)))));

async function silentServer(): Promise<string> {
  const { createServer } = await import('node:http');
  const server = createServer(() => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  opened.push(server);
  return `http://127.0.0.1:${(server.address() as import('node:net').AddressInfo).port}/`;
}
