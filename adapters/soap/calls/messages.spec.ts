import { createHash } from 'node:crypto';
import { aCallContext } from '../../../test/adapter-kit/a-call-context.js';
import { aServiceRequest } from '../../../test/adapter-kit/a-service-request.js';
import { SoapSite } from '../../../test/adapters/soap-site.js';
import { parseXml } from '../../../src/adapter-kit/xml/xml.js';
import { child, textOf } from '../../../src/adapter-kit/xml/xml-element.js';

let site: SoapSite;
beforeAll(async () => (site = await SoapSite.start()));
beforeEach(() => {
  site.server.reset();
  site.server.answer = () => ({ body: '<Envelope><Body><CreateResponse><Id>1</Id></CreateResponse></Body></Envelope>' });
});
afterAll(() => site.close());

const sent = async (changes: object, context = aCallContext()) => {
  await site.adapter(changes).createCase(aServiceRequest(), context);
  return { headers: site.last.headers, root: parseXml(site.last.body), text: site.last.body };
};

describe('what goes over the wire', () => {
  it.each<[string, object, string, string | undefined]>([
    ['SOAP 1.1', {}, 'text/xml; charset=utf-8', '""'],
    ['one action for all', { soapAction: 'urn:all' }, 'text/xml; charset=utf-8', '"urn:all"'],
    [
      'an action by operation',
      { soapAction: 'urn:x/{{ operation }}', soapActionHeader: 'bare' },
      'text/xml; charset=utf-8',
      'urn:x/create',
    ],
    ['an action of its own', { operations: { create: { soapAction: 'urn:own' } } }, 'text/xml; charset=utf-8', '"urn:own"'],
    ['no action', { soapActionHeader: 'absent', charsetParameter: false }, 'text/xml', undefined],
    ['SOAP 1.2', { envelope: '1.2', soapAction: 'urn:a' }, 'application/soap+xml; charset=utf-8; action="urn:a"', undefined],
    ['another content type', { contentType: 'application/xml' }, 'application/xml; charset=utf-8', '""'],
  ])('%s', async (_what, changes, contentType, soapAction) => {
    const { headers } = await sent(changes);
    expect(headers['content-type']).toBe(contentType);
    expect(headers['soapaction']).toBe(soapAction);
  });

  it('has the namespace of its version of SOAP', async () => {
    expect((await sent({})).text).toContain('xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"');
    expect((await sent({ envelope: '1.2' })).text).toContain('xmlns:soapenv="http://www.w3.org/2003/05/soap-envelope"');
  });

  it('is plain XML where there is no envelope', async () => {
    site.server.answer = () => ({ body: '<CreateResponse><Id>1</Id></CreateResponse>' });
    const { text, headers } = await sent({ envelope: 'none', namespaces: { '': 'urn:default' } });
    expect(text).toMatch(/^<\?xml [^>]*>\n<c:Create xmlns:c="urn:crm" xmlns="urn:default">/);
    expect(headers['soapaction']).toBeUndefined();
  });

  it('shows who we are in WS-Security, as text', async () => {
    const { root } = await sent({
      security: { typed: true, created: true, nonce: true, timestampSeconds: 60, mustUnderstand: true },
    });
    const security = child(root, 'Header', 'Security')!;
    expect(security.attributes['mustUnderstand']).toBe('1');
    expect(textOf(security, 'UsernameToken', 'Username')).toBe('bridge');
    const password = child(security, 'UsernameToken', 'Password')!;
    expect([password.text, password.attributes['Type']]).toEqual(['pass-4711', expect.stringMatching(/#PasswordText$/)]);
    const [created, expires] = ['Created', 'Expires'].map((name) => Date.parse(textOf(security, 'Timestamp', name)!));
    expect(expires! - created!).toBe(60_000);
    expect(textOf(security, 'UsernameToken', 'Nonce')).toBeDefined();
  });

  it('shows who we are in WS-Security, as a digest that never comes again', async () => {
    const token = async () =>
      child((await sent({ security: { password: 'digest' } })).root, 'Header', 'Security', 'UsernameToken')!;
    const [one, two] = [await token(), await token()];
    const nonce = Buffer.from(textOf(one, 'Nonce')!, 'base64');
    const digest = createHash('sha1').update(nonce).update(textOf(one, 'Created')!).update('pass-4711').digest('base64');
    expect(textOf(one, 'Password')).toBe(digest);
    expect(textOf(two, 'Nonce')).not.toBe(textOf(one, 'Nonce'));
  });

  it('carries WS-Addressing and headers of the vendor', async () => {
    const header = { 'c:Auth': { 'c:User': '{{ credentials.username }}' } };
    const { root } = await sent({
      soapAction: 'urn:a',
      addressing: { mustUnderstand: true, replyTo: true },
      header,
      envelope: '1.2',
    });
    const head = child(root, 'Header')!;
    expect(textOf(head, 'Auth', 'User')).toBe('bridge');
    expect([textOf(head, 'Action'), textOf(head, 'To')]).toEqual(['urn:a', `${site.server.url}/soap`]);
    expect(textOf(head, 'MessageID')).toMatch(/^urn:uuid:[\da-f-]{36}$/);
    expect(textOf(head, 'ReplyTo', 'Address')).toBe('http://www.w3.org/2005/08/addressing/anonymous');
    expect(child(head, 'Action')!.attributes['mustUnderstand']).toBe('true');
  });

  it.each<[string, object, string]>([
    ['basic', { auth: { kind: 'basic' } }, `Basic ${Buffer.from('bridge:pass-4711').toString('base64')}`],
    ['bearer', { auth: { kind: 'bearer', token: '{{ credentials.password }}' } }, 'Bearer pass-4711'],
    ['a header of its own', { headers: { Authorization: 'Key {{ credentials.password }}' } }, 'Key pass-4711'],
  ])('shows who we are to HTTP: %s', async (_what, changes, expected) => {
    expect((await sent(changes)).headers['authorization']).toBe(expected);
  });

  it('hides all credentials in what is captured', async () => {
    const context = aCallContext();
    await sent({ security: {}, header: { 'c:P': '{{ credentials.password }}' } }, context);
    expect(JSON.stringify(context.exchanges)).not.toContain('pass-4711');
    expect(context.exchanges).toHaveLength(1);
  });

  it('goes to the address of its operation, with values encoded', async () => {
    await sent({ operations: { create: { endpoint: `${site.server.url}/x?service={{ request.serviceName }}` } } });
    expect(site.last.url).toBe('/x?service=Pothole');
  });
});

describe('a charset', () => {
  it('is named, and what is sent is in it', async () => {
    const bodies: string[] = [];
    await site.adapter({ charset: 'iso-8859-1' }).createCase(aServiceRequest({ description: 'Größe €' }), aCallContext());
    bodies.push(site.last.body);
    expect(site.last.headers['content-type']).toBe('text/xml; charset=iso-8859-1');
    expect(bodies[0]).toContain('encoding="iso-8859-1"');
    expect(bodies[0]).toContain('&#8364;');
    expect(bodies[0]).not.toContain('Größe'); // no UTF-8
  });

  it('has to be known', () => {
    expect(() => site.settings({ charset: 'martian' })).toThrow(/charset: .*must be the name of a charset/);
  });
});
