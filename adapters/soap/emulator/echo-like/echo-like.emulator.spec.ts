import { casesOf, controlOf, envelopeText, post, SOAP_11, SOAP_12 } from '../../../../test/adapters/soap-post.js';
import type { Emulator } from '../../../../src/adapter-kit/emulator/emulator.js';
import { WSSE } from '../../../../src/adapter-kit/xml/soap.js';
import { ECHO_CREDENTIALS } from './credentials.js';
import { startEchoLike } from './echo-like.emulator.js';

const NAMESPACE = 'urn:echo-like:api';
const ARRAYS = 'http://schemas.microsoft.com/2003/10/Serialization/Arrays';
const actionOf = (operation: string) => `${NAMESPACE}/EventService/${operation}`;
const headersFor = (operation: string) => ({
  'content-type': `application/soap+xml; charset=utf-8; action="${actionOf(operation)}"`,
});
const POST = headersFor('PostEvent');
const { username, password } = ECHO_CREDENTIALS;
const headerText = (operation: string) =>
  `<a:Action xmlns:a="http://www.w3.org/2005/08/addressing" soap:mustUnderstand="1">${actionOf(operation)}</a:Action>` +
  '<a:MessageID xmlns:a="http://www.w3.org/2005/08/addressing">urn:uuid:1</a:MessageID>' +
  '<a:To xmlns:a="http://www.w3.org/2005/08/addressing" soap:mustUnderstand="1">http://echo/</a:To>' +
  `<o:Security xmlns:o="${WSSE}" soap:mustUnderstand="1"><o:UsernameToken><o:Username>${username}</o:Username>` +
  '<o:Password Type="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordText">' +
  `${password}</o:Password></o:UsernameToken></o:Security>`;
const create = () =>
  envelopeText(
    `<PostEvent xmlns="${NAMESPACE}"><event><ClientReference>26-1</ClientReference><Description>dGVzdA==</Description>` +
      '<EventDate>2026-03-02T10:00:00Z</EventDate><EventTypeName>Pothole</EventTypeName><Id>0</Id></event></PostEvent>',
    headerText('PostEvent'),
    SOAP_12,
  );
const get = (type = 'xsi:type="xs:string"') =>
  envelopeText(
    `<GetEvent xmlns="${NAMESPACE}"><ref><Key>ClientReference</Key><Type>Event</Type><Value>` +
      `<arr:anyType xmlns:arr="${ARRAYS}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xs="http://www.w3.org/2001/XMLSchema" ${type}>26-1</arr:anyType>` +
      '</Value></ref></GetEvent>',
    headerText('GetEvent'),
    SOAP_12,
  );

describe('the echo-like service', () => {
  let emulator: Emulator;
  let url: string;
  beforeAll(async () => {
    emulator = await startEchoLike();
    url = emulator.settings['endpoint'] as string;
  });
  beforeEach(() => controlOf(emulator).reset());
  afterAll(() => emulator.close());

  it('makes an event, keeps a text that looks like base64, and finds it by the client’s reference', async () => {
    const made = await post(url, create(), POST);
    const guid = /<e:EventGuid>([\w-]{36})</.exec(made.text)?.[1];
    expect(await casesOf(emulator)).toMatchObject([{ ref: guid, fields: { Description: 'dGVzdA==' } }]);
    const found = await post(url, get(), headersFor('GetEvent'));
    expect(found.headers.get('content-type')).toMatch(/^application\/soap\+xml/);
    expect(found.text).toContain(`<e:Guid>${guid}</e:Guid>`);
  });

  it('answers nil for an event that isn’t there', async () => {
    const { status, text } = await post(url, get(), headersFor('GetEvent'));
    expect([status, text]).toEqual([200, expect.stringContaining('<e:GetEventResult xsi:nil="true"')]);
  });

  it.each<[string, string, Record<string, string>]>([
    [
      'members that are not in alphabetical order',
      create().replace(/(<EventTypeName>.*<\/EventTypeName>)(<Id>0<\/Id>)/, '$2$1'),
      POST,
    ],
    ['a SOAP 1.1 envelope', create().replace(SOAP_12, SOAP_11), POST],
    ['no action in the header', create().replace(/<a:Action.*<\/a:Action>/, ''), POST],
    ['the action of another operation in the header', create().replace('/PostEvent</a', '/GetEvent</a'), POST],
    ['the action of another operation in the content type', create(), headersFor('GetEvent')],
    ['no action in the content type', create(), { 'content-type': 'application/soap+xml; charset=utf-8' }],
    ['addressing of an older kind', create().replaceAll('/2005/08/addressing', '/2004/08/addressing'), POST],
    ['security that need not be understood', create().replace(/(o:Security [^>]*)soap:mustUnderstand="1"/, '$1'), POST],
    ['a password of another type', create().replace('#PasswordText', '#PasswordDigest'), POST],
    ['a wrong password', create().replace(password, 'wrong'), POST],
    ['a header nobody knows', create().replace('</soap:Header>', '<x:Trace xmlns:x="urn:x"/></soap:Header>'), POST],
    ['a key without a type', get(''), headersFor('GetEvent')],
  ])('refuses %s with a SOAP 1.2 fault', async (_what, body, headers) => {
    const { status, text } = await post(url, body, headers);
    expect([status, text]).toEqual([500, expect.stringMatching(/<soap:Fault><soap:Code>.*<soap:Reason><soap:Text/)]);
    expect(await casesOf(emulator)).toEqual([]);
  });

  it('refuses the media type of SOAP 1.1', async () => {
    expect((await post(url, create(), { ...POST, 'content-type': 'text/xml; charset=utf-8' })).status).toBe(415);
  });
});
