import { casesOf, controlOf, envelopeText, post } from '../../../../test/adapters/soap-post.js';
import type { Emulator } from '../../../../src/adapter-kit/emulator/emulator.js';
import { startSessionLike } from './session-like.emulator.js';
import { SESSION_CREDENTIALS } from './sessions.js';

const NAMESPACE = 'urn:session-like:partner';
const HEADERS = { 'content-type': 'text/xml; charset=utf-8', soapaction: '""' };
const { username, password } = SESSION_CREDENTIALS;
const login = (word = password) =>
  envelopeText(`<login xmlns="${NAMESPACE}"><username>${username}</username><password>${word}</password></login>`);
const call = (content: string, token: string) =>
  envelopeText(
    content.replace('>', ` xmlns="${NAMESPACE}">`),
    `<s:SessionHeader xmlns:s="${NAMESPACE}"><s:sessionId>${token}</s:sessionId></s:SessionHeader>`,
  );
const CREATE =
  '<create><case><externalId>26-1</externalId><subject>Pothole</subject><category>pothole</category></case></create>';

describe('the session-like service', () => {
  let emulator: Emulator;
  let url: string;
  beforeAll(async () => {
    emulator = await startSessionLike({ sessionCalls: 4 });
    url = emulator.settings['endpoint'] as string;
  });
  beforeEach(() => controlOf(emulator).reset());
  afterAll(() => emulator.close());

  const session = async () => {
    const { text, headers } = await post(url, login(), HEADERS);
    const [token, address] = ['sessionId', 'serverUrl'].map((name) => new RegExp(`<s:${name}>(.*?)<`).exec(text)![1]!);
    const cookie = headers.get('set-cookie')!.split(';')[0]!;
    return { token: token!, address: address!, headers: { ...HEADERS, cookie } };
  };

  it('serves a session at its own address, until it is over', async () => {
    const { token, address, headers } = await session();
    const made = await post(address, call(CREATE, token), headers);
    expect(made.text).toMatch(/<s:success>true<.*<s:id>500000000000001EAA</);
    for (let number = 2; number <= 4; number += 1) {
      const changes =
        '<getUpdated><startDate>2001-01-01T00:00:00Z</startDate><endDate>2999-01-01T00:00:00Z</endDate></getUpdated>';
      expect((await post(address, call(changes, token), headers)).text).toMatch(/<s:ids>500000000000001<.*<s:latestDateCovered>/);
    }
    const { status, text } = await post(address, call(CREATE, token), headers);
    expect([status, text]).toEqual([200, expect.stringMatching(/<s:success>false<.*INVALID_SESSION_ID/)]);
    expect(await casesOf(emulator)).toHaveLength(1);
  });

  it.each<[string, (sent: Awaited<ReturnType<typeof session>>) => [string, string, Record<string, string>]]>([
    ['without the cookie', ({ token, address }) => [address, token, HEADERS]],
    ['at the address of the login', ({ token, headers }) => [url, token, headers]],
    ['with another token', ({ address, headers }) => [address, 'stale', headers]],
  ])('does not serve a session %s', async (_what, changed) => {
    const [address, token, headers] = changed(await session());
    expect((await post(address, call(CREATE, token), headers)).text).toContain('INVALID_SESSION_ID');
    expect(await casesOf(emulator)).toEqual([]);
  });

  it('wants a SOAPAction, and an empty one', async () => {
    const { soapaction: _none, ...bare } = HEADERS;
    for (const headers of [bare, { ...HEADERS, soapaction: '"login"' }])
      expect((await post(url, login(), headers)).text).toContain('soap:Fault');
  });

  it('says in the body that a password is wrong', async () => {
    const { status, text } = await post(url, login('wrong'), HEADERS);
    expect([status, text]).toEqual([200, expect.stringContaining('INVALID_LOGIN')]);
  });

  it('refuses elements in another order', async () => {
    const { token, address, headers } = await session();
    const swapped = CREATE.replace(/(<subject>.*<\/subject>)(<category>.*<\/category>)/, '$2$1');
    expect((await post(address, call(swapped, token), headers)).text).toContain('soap:Fault');
    expect(await casesOf(emulator)).toEqual([]);
  });

  it('hangs a file that was sent before on a comment, and knows a case by both of its ids', async () => {
    const { token, address, headers } = await session();
    await post(address, call(CREATE, token), headers);
    const file = '<uploadFile><name>a.jpg</name><contentType>image/jpeg</contentType><content>/9g=</content></uploadFile>';
    const fileId = /<s:id>(.*?)</.exec((await post(address, call(file, token), headers)).text)![1];
    const comment = `<addComment><caseId>500000000000001</caseId><text/><isPublic>false</isPublic><fileId>${fileId}</fileId></addComment>`;
    await post(address, call(comment, token), headers);
    expect(await casesOf(emulator)).toMatchObject([{ notes: [], files: [{ name: 'a.jpg', size: 2 }] }]);
  });
});
