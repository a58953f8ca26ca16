import { aCallContext } from '../../../test/adapter-kit/a-call-context.js';
import { aServiceRequest } from '../../../test/adapter-kit/a-service-request.js';
import type { Received } from '../../../test/adapter-kit/answering-server.js';
import { aFault, inEnvelope, SoapSite } from '../../../test/adapters/soap-site.js';

let site: SoapSite;
let logins = 0;
beforeAll(async () => (site = await SoapSite.start()));
beforeEach(() => {
  site.server.reset();
  logins = 0;
});
afterAll(() => site.close());

const LOGGED_IN = {
  operations: {
    login: { purpose: 'read', secretAnswer: true, body: { 'c:Login': { 'c:User': '{{ credentials.username }}' } } },
    logout: { purpose: 'read', body: { 'c:Logout': { 'c:Token': '{{ session.token }}' } } },
    create: { body: { 'c:Create': { 'c:Token': '{{ session.token }}' } } },
  },
  session: { login: 'login', values: { token: '//Token' } },
  errors: { rules: [{ pattern: 'session', means: 'authentication' }] },
};
const tokenIn = (received: Received) => /<c:Token>([^<]*)</.exec(received.body)?.[1];
const login = () => `<LoginResponse><Token>token-${++logins}</Token></LoginResponse>`;
const made = '<CreateResponse><Id>1</Id></CreateResponse>';
const create = (adapter = site.adapter(LOGGED_IN), context = aCallContext()) => adapter.createCase(aServiceRequest(), context);

describe('a session', () => {
  it('is opened once for all calls that wait for it, and used by those after', async () => {
    site.answers({ Login: login, Create: made });
    const adapter = site.adapter(LOGGED_IN);
    await Promise.all([create(adapter), create(adapter), create(adapter)]);
    await create(adapter);
    expect(site.asked.toSorted()).toEqual(['Create', 'Create', 'Create', 'Create', 'Login']);
    expect(tokenIn(site.last)).toBe('token-1');
  });

  it('that the CRM refuses is opened anew, and the call is made once more', async () => {
    site.answers({ Login: login, Create: (call) => (tokenIn(call) === 'token-1' ? aFault('Server', 'session over') : made) });
    await expect(create()).resolves.toBe('1');
    expect(site.asked).toEqual(['Login', 'Create', 'Login', 'Create']);
  });

  it('is ended when the bridge stops, once, and there is nothing to end before it was opened', async () => {
    site.answers({ Login: login, Create: made, Logout: '<LogoutResponse/>' });
    const adapter = site.adapter({ ...LOGGED_IN, session: { ...LOGGED_IN.session, logout: 'logout' } });
    await adapter.close!(aCallContext());
    await create(adapter);
    await adapter.close!(aCallContext());
    await adapter.close!(aCallContext());
    expect(site.asked).toEqual(['Login', 'Create', 'Logout']);
    expect(tokenIn(site.last)).toBe('token-1');
    expect(site.adapter(LOGGED_IN).close).toBeUndefined();
  });

  it('that is refused again is a matter of the settings', async () => {
    site.answers({ Login: login, Create: aFault('Server', 'session over') });
    await expect(create()).rejects.toMatchObject({ kind: 'misconfigured' });
    expect(site.asked).toEqual(['Login', 'Create', 'Login', 'Create']);
  });

  it('whose log-in is refused is not tried again', async () => {
    site.answers({ Login: aFault('Server', 'no session for you'), Create: made });
    await expect(create()).rejects.toMatchObject({ kind: 'misconfigured' });
    expect(site.asked).toEqual(['Login']);
  });

  it('whose log-in was not answered leaves nothing unknown', async () => {
    site.answers({ Login: { body: '' }, Create: made });
    await expect(create()).rejects.toMatchObject({ kind: 'transient' });
  });

  it('without its token is told by the name of the setting', async () => {
    site.answers({ Login: '<LoginResponse/>', Create: made });
    await expect(create()).rejects.toThrow('session.values.token');
  });

  it('is opened anew when its time is over, and the old one is ended', async () => {
    site.answers({ Login: login, Create: made, Logout: '<LogoutResponse/>' });
    const adapter = site.adapter({ ...LOGGED_IN, session: { ...LOGGED_IN.session, keepSeconds: 0, logout: 'logout' } });
    await create(adapter);
    await create(adapter);
    expect(site.asked).toEqual(['Login', 'Create', 'Logout', 'Login', 'Create', 'Logout']);
    expect(tokenIn(site.last)).toBe('token-2');
  });

  it('that the CRM ended is not ended once more, and one that can not be ended harms nobody', async () => {
    const settings = { ...LOGGED_IN, session: { ...LOGGED_IN.session, keepSeconds: 0, logout: 'logout' } };
    site.answers({ Login: login, Create: aFault('Server', 'session over'), Logout: { body: '' } });
    await expect(create(site.adapter(settings))).rejects.toMatchObject({ kind: 'misconfigured' });
    expect(site.asked).not.toContain('Logout');
    site.answers({ Login: login, Create: made, Logout: { body: '' } });
    await expect(create(site.adapter(settings))).resolves.toBe('1');
    expect(site.last.body).toContain('Logout');
  });

  it('takes its token out of a header of the answer or a cookie, and sends cookies back', async () => {
    const values = { token: { path: 'x-token', from: 'http' }, sid: { path: 'sid', from: 'cookie' } };
    const tree = { 'c:Create': { 'c:Token': '{{ session.token }}/{{ session.sid }}' } };
    site.answers({
      Login: { ...inEnvelope('<LoginResponse/>'), headers: { 'x-token': 'h-1', 'set-cookie': 'sid=c-1; Path=/' } },
      Create: made,
    });
    const adapter = site.adapter({
      ...LOGGED_IN,
      operations: { ...LOGGED_IN.operations, create: { body: tree } },
      session: { login: 'login', values, cookies: true },
    });
    await create(adapter);
    expect(tokenIn(site.last)).toBe('h-1/c-1');
    expect(site.last.headers.cookie).toBe('sid=c-1');
  });

  it('keeps its secrets out of captures', async () => {
    site.answers({ Login: login, Create: made });
    const [adapter, context] = [site.adapter(LOGGED_IN), aCallContext()];
    await create(adapter);
    await create(adapter, context);
    expect(tokenIn(site.last)).toBe('token-1');
    expect(JSON.stringify(context.exchanges)).not.toContain('token-1');
  });
});

describe('a session that names another address', () => {
  const settings = (over: object = {}) => ({ ...LOGGED_IN, session: { ...LOGGED_IN.session, endpoint: '//Url', ...over } });
  const leadingTo = (url: string) => ({ Login: () => `<R><Token>t</Token><Url>${url}</Url></R>`, Create: made });

  it('is followed on our own host, and where it names none', async () => {
    site.answers(leadingTo(`${site.server.url}/eu1`));
    await create(site.adapter(settings()));
    expect(site.last.url).toBe('/eu1');
    site.answers({ Login: login, Create: made });
    await create(site.adapter(settings()));
    expect(site.last.url).toBe('/soap');
  });

  it.each(['http://evil.example/', 'ftp://127.0.0.1/', 'http://'])('is not followed to %s', async (url) => {
    site.answers(leadingTo(url));
    await expect(create(site.adapter(settings()))).rejects.toMatchObject({ kind: 'misconfigured' });
    expect(site.asked).toEqual(['Login']);
  });

  it('is followed to hosts that the settings name', async () => {
    site.answers(leadingTo(site.server.url.replace('127.0.0.1', 'localhost') + '/eu2'));
    await expect(create(site.adapter(settings({ endpointHosts: ['localhost'] })))).resolves.toBe('1');
  });
});

describe('a token that every answer replaces', () => {
  const rolling = { ...LOGGED_IN, session: { ...LOGGED_IN.session, rolling: { token: '//Next' } } };

  it('goes from call to call, one after another', async () => {
    let next = 1;
    let open = 0;
    site.answers({
      Login: login,
      Create: (call) => {
        expect(tokenIn(call)).toBe(`token-${next}`);
        open += 1;
        expect(open).toBe(1);
        open -= 1;
        return `<CreateResponse><Id>1</Id><Next>token-${++next}</Next></CreateResponse>`;
      },
    });
    const adapter = site.adapter(rolling);
    await Promise.all([create(adapter), create(adapter), create(adapter)]);
    expect(next).toBe(4);
  });

  it('does not stop the next call when one fails', async () => {
    site.answers({ Login: login, Create: () => (site.asked.length === 2 ? aFault('Client', 'bad') : made) });
    const adapter = site.adapter(rolling);
    const [one, two] = await Promise.allSettled([create(adapter), create(adapter)]);
    expect([one.status, two.status]).toEqual(['rejected', 'fulfilled']);
  });
});
