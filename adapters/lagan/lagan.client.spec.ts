import { setImmediate as nextTurn } from 'node:timers/promises';
import { MisconfiguredError, OutcomeUnknownError, TransientError } from '../../src/adapter-kit/errors.js';
import { HttpFailure } from '../../src/adapter-kit/http-failure.js';
import type { HttpAnswer } from '../../src/adapter-kit/http.js';
import { binarySecurityToken, type SoapMessage } from '../../src/adapter-kit/xml/soap.js';
import { textOf } from '../../src/adapter-kit/xml/xml-element.js';
import { node } from '../../src/adapter-kit/xml/xml-node.js';
import { aCallContext } from '../../test/adapter-kit/a-call-context.js';
import { aFault, aSoapAnswer, anAnswer, laganSettings, NIL, ScriptedSite } from '../../test/adapters/a-lagan-site.js';
import { LaganClient } from './lagan.client.js';
import { startLaganEmulator } from './lagan.emulator.js';

const REQUEST = node('flt:FWTCaseCreate', [node('ClassificationEventCode', 1), node('Title', 'Straße 🕳️')]);
const ANSWER = aSoapAnswer(node('flt:CaseReference', '101000000001'));
const REFUSED = aFault({ message: 'Authentication failed', code: 1001 });
const isLogIn = (url: string) => url.endsWith('FLAuth');
const tokenIn = ({ header }: SoapMessage) => textOf(header, 'Security', 'BinarySecurityToken');

/** FLAuth gives token-1, token-2...; FL answers what it is told to. */
function aTokenSite(answer: (token: string | undefined, call: number) => HttpAnswer = () => ANSWER) {
  let logIns = 0;
  let calls = 0;
  const site = new ScriptedSite((request, message) => {
    if (isLogIn(request.url)) return aSoapAnswer(undefined, binarySecurityToken(`token-${(logIns += 1)}`));
    return answer(tokenIn(message), (calls += 1));
  });
  return { site, logIns: () => logIns, calls: () => calls };
}

const create = (client: LaganClient, site: ScriptedSite) => client.call(REQUEST, 'CaseReference', 'write', site.context());

describe('what goes over the wire', () => {
  it('is SOAP 1.1 with the one quoted action, whatever the operation', async () => {
    const site = new ScriptedSite(() => ANSWER);
    await create(new LaganClient(laganSettings()), site);
    expect(site.requests[0]).toMatchObject({
      method: 'POST',
      url: 'http://crm.example/lagan/services/FL',
      headers: { 'content-type': 'text/xml; charset=utf-8', soapaction: '"http://www.lagan.com/wsdl/FLService"' },
    });
  });

  it.each([
    ['usernameToken', 'none', true, false],
    ['usernameToken', 'basic', true, true],
    ['none', 'basic', false, true],
    ['none', 'none', false, false],
  ])('shows who we are by soapAuth %s and httpAuth %s', async (soapAuth, httpAuth, inSoap, inHttp) => {
    const site = new ScriptedSite(() => ANSWER);
    await create(new LaganClient(laganSettings({ soapAuth, httpAuth })), site);
    const [{ header }] = site.messages as [SoapMessage];
    expect(textOf(header, 'Security', 'UsernameToken', 'Password')).toBe(inSoap ? 'secret' : undefined);
    expect(site.requests[0]!.basic).toEqual(inHttp ? { username: 'open311', password: 'secret' } : undefined);
  });

  it('passes Basic to both services when the token is wanted too', async () => {
    const { site } = aTokenSite();
    await create(new LaganClient(laganSettings({ soapAuth: 'token', httpAuth: 'basic' })), site);
    expect(site.requests.map(({ basic }) => basic?.username)).toEqual(['open311', 'open311']);
    expect(site.requests[0]!.headers?.['soapaction']).toBe('"http://www.lagan.com/wsdl/FLAuthService"');
  });
});

describe('a token', () => {
  const settings = laganSettings({ soapAuth: 'token', tokenTtlMs: 1000 });

  it('is fetched once, used until its time is over, and then fetched again', async () => {
    let now = 0;
    const { site, logIns } = aTokenSite();
    const client = new LaganClient(settings, () => now);
    await create(client, site);
    now = 999;
    await create(client, site);
    expect(logIns()).toBe(1);
    now = 1000;
    await create(client, site);
    expect(logIns()).toBe(2);
    expect(site.messages.map(tokenIn)).toEqual([undefined, 'token-1', 'token-1', undefined, 'token-2']);
  });

  it('is fetched by one log-in for many calls that wait for it', async () => {
    const { site, logIns } = aTokenSite();
    const client = new LaganClient(settings);
    await Promise.all([1, 2, 3, 4, 5].map(() => create(client, site)));
    expect(logIns()).toBe(1);
  });

  it('is renewed once when it is refused, and the call goes again, even one that makes a case', async () => {
    const { site, logIns, calls } = aTokenSite((token) => (token === 'token-1' ? REFUSED : ANSWER));
    await expect(create(new LaganClient(settings), site)).resolves.toMatchObject({ text: '101000000001' });
    expect([logIns(), calls()]).toEqual([2, 2]);
  });

  it('is renewed once for all calls that were refused with it', async () => {
    const { site, logIns } = aTokenSite((token) => (token === 'token-1' ? REFUSED : ANSWER));
    const client = new LaganClient(settings);
    await Promise.all([1, 2, 3, 4].map(() => create(client, site)));
    expect(logIns()).toBe(2);
  });

  it('is not renewed a second time for the same call', async () => {
    const { site, logIns, calls } = aTokenSite(() => REFUSED);
    await expect(create(new LaganClient(settings), site)).rejects.toBeInstanceOf(MisconfiguredError);
    expect([logIns(), calls()]).toEqual([2, 2]);
  });

  it('is no reason to send again what may have been done', async () => {
    const { site, calls } = aTokenSite(() => anAnswer('', 502));
    await expect(create(new LaganClient(settings), site)).rejects.toBeInstanceOf(OutcomeUnknownError);
    expect(calls()).toBe(1);
  });

  it('is hidden in every call’s capture, and the answer that brought it is not captured', async () => {
    const { site } = aTokenSite();
    await create(new LaganClient(settings), site);
    expect(site.hidden).toEqual(['token-1']);
    const emulator = await startLaganEmulator({ auth: 'token' });
    const context = aCallContext();
    const client = new LaganClient(laganSettings({ ...emulator.settings, soapAuth: 'token' }));
    await client.call(REQUEST, 'CaseReference', 'write', context).finally(() => emulator.close());
    expect(context.exchanges).toHaveLength(2);
    expect(JSON.stringify(context.exchanges)).not.toMatch(/<wsse:BinarySecurityToken>(?!\[masked\])/);
  });

  it('that can’t be had leaves nothing done: the call is tried again later, and the log-in too', async () => {
    let broken = true;
    const site = new ScriptedSite(({ url }) => {
      if (!isLogIn(url)) return ANSWER;
      if (broken) throw new HttpFailure('socket hang up', 'ECONNRESET', true);
      return aSoapAnswer(undefined, binarySecurityToken('t'));
    });
    const client = new LaganClient(settings);
    await expect(create(client, site)).rejects.toBeInstanceOf(TransientError);
    broken = false;
    await expect(create(client, site)).resolves.toMatchObject({ text: '101000000001' });
  });

  it('missing in FLAuth’s answer is a misconfiguration', async () => {
    const site = new ScriptedSite(() => aSoapAnswer(undefined));
    await expect(create(new LaganClient(settings), site)).rejects.toThrow(/authEndpoint/);
  });

  it('is not waited for beyond the end of the call', async () => {
    const stop = new AbortController();
    const site = new ScriptedSite(() => new Promise<HttpAnswer>(() => undefined));
    const client = new LaganClient(settings);
    const call = () => client.call(REQUEST, 'CaseReference', 'write', { ...site.context(), signal: stop.signal });
    const both = Promise.allSettled([call(), call()]);
    await nextTurn();
    stop.abort();
    for (const { reason } of (await both) as PromiseRejectedResult[]) expect(reason).toBeInstanceOf(TransientError);
  });
});

describe('silence', () => {
  const failing = (failure: Error) =>
    new ScriptedSite(() => {
      throw failure;
    });

  it.each([
    ['before anything was sent', false, 'write', TransientError],
    ['after a write was sent', true, 'write', OutcomeUnknownError],
    ['after a read was sent', true, 'read', TransientError],
  ] as const)('%s', async (_name, sent, purpose, expected) => {
    const site = failing(new HttpFailure('gone', 'ECONNRESET', sent));
    const call = new LaganClient(laganSettings()).call(REQUEST, 'CaseReference', purpose, site.context());
    await expect(call).rejects.toBeInstanceOf(expected);
  });

  it('is kept apart from mistakes of our own', async () => {
    const site = failing(new RangeError('a bug'));
    await expect(create(new LaganClient(laganSettings()), site)).rejects.toBeInstanceOf(RangeError);
  });
});

describe('an answer', () => {
  const answered = (answer: HttpAnswer) => create(new LaganClient(laganSettings()), new ScriptedSite(() => answer));

  it('of another kind proves nothing', async () => {
    await expect(answered(aSoapAnswer(node('flt:FWTCaseUpdateResponse', 0)))).rejects.toBeInstanceOf(OutcomeUnknownError);
  });

  it('with an empty body, or nil, comes back as that', async () => {
    await expect(answered(aSoapAnswer(undefined))).resolves.toBeUndefined();
    const nil = node('flt:CaseReference', [], NIL);
    await expect(answered(aSoapAnswer(nil))).resolves.toMatchObject({ isNil: true });
  });
});
