import { casesOf, controlOf, envelopeText, post } from '../../../../test/adapters/soap-post.js';
import type { Emulator } from '../../../../src/adapter-kit/emulator/emulator.js';
import { DOCUMENT_CREDENTIALS } from './credentials.js';
import { startDocumentInString } from './document-in-string.emulator.js';

const NAMESPACE = 'http://document-in-string.example/';
const { username, password } = DOCUMENT_CREDENTIALS;
const headersFor = (operation: string) => ({
  authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
  'content-type': 'text/xml; charset=iso-8859-1',
  soapaction: `"${NAMESPACE}${operation}"`,
});
const CREATE = headersFor('CreateCase');
const escaped = (xml: string) => xml.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const latin1 = (text: string) => Buffer.from(text.replace('UTF-8', 'ISO-8859-1'), 'latin1');
const caseDocument = (description = 'Ein Loch in der Stra\u00dfe') =>
  '<?xml version="1.0" encoding="ISO-8859-1"?><Case><Reference>26-1</Reference><Category>pothole</Category><Summary>Pothole</Summary>' +
  `<Description>${description}</Description><Recorded>2026-03-02 10:00:00</Recorded></Case>`;
const call = (operation: string, content: string) =>
  latin1(envelopeText(`<${operation} xmlns="${NAMESPACE}">${content}</${operation}>`));
const create = (document = caseDocument()) => call('CreateCase', `<document>${escaped(document)}</document>`);

describe('the document-in-string service', () => {
  let emulator: Emulator;
  let url: string;
  beforeAll(async () => {
    emulator = await startDocumentInString();
    url = emulator.settings['endpoint'] as string;
  });
  beforeEach(() => controlOf(emulator).reset());
  afterAll(() => emulator.close());

  it('makes a case under the sender’s reference, says so in a sentence, and makes no second one', async () => {
    expect((await post(url, create(), CREATE)).text).toContain('Thank you');
    expect((await post(url, create(), CREATE)).text).toContain('already exists');
    expect(await casesOf(emulator)).toMatchObject([{ ref: '26-1', fields: { Description: 'Ein Loch in der Stra\u00dfe' } }]);
  });

  it('tells of a case in a document inside of a string, in Latin-1', async () => {
    await post(url, create(), CREATE);
    await controlOf(emulator).close('26-1', 'Ger\u00e4umt');
    const { text, headers } = await post(url, call('GetCase', '<reference>26-1</reference>'), headersFor('GetCase'));
    expect(headers.get('content-type')).toBe('text/xml; charset=iso-8859-1');
    expect(text).toMatch(/encoding="ISO-8859-1".*&lt;Remark&gt;Ger\u00e4umt&lt;\/Remark&gt;/s);
  });

  it('tells of changes in a data set', async () => {
    await post(url, create(), CREATE);
    const window = '<from>2001-01-01 00:00:00</from><to>2999-01-01 00:00:00</to>';
    const { text } = await post(url, call('GetChanges', window), headersFor('GetChanges'));
    expect(text).toMatch(/<xs:schema.*<diffgr:diffgram.*<Table diffgr:id="Table1".*<REFERENCE>26-1</);
  });

  it('takes a character of the set, and no other, however it is spelt', async () => {
    expect((await post(url, create(caseDocument('&#223;')), CREATE)).text).toContain('Thank you');
    const beyond = create(caseDocument('&#128371;').replace('26-1', '26-2'));
    expect((await post(url, beyond, CREATE)).text).toContain('Error: there are characters');
    expect(await casesOf(emulator)).toHaveLength(1);
  });

  it.each([
    ['no declaration', caseDocument().replace(/<\?xml.*\?>/, '')],
    ['another encoding', caseDocument().replace('ISO-8859-1', 'UTF-8')],
    ['elements in another order', caseDocument().replace(/(<Category>.*<\/Category>)(<Summary>.*<\/Summary>)/, '$2$1')],
    ['a date with a T', caseDocument().replace('02 10', '02T10')],
    ['half a document', caseDocument().slice(0, 120)],
  ])('answers an HTML page with 200 for a document with %s', async (_what, document) => {
    const { status, headers } = await post(url, create(document), CREATE);
    expect([status, headers.get('content-type')]).toEqual([200, expect.stringContaining('text/html')]);
    expect(await casesOf(emulator)).toEqual([]);
  });

  it('refuses UTF-8, a document that stands there unescaped, a hash in the SOAPAction and a stranger', async () => {
    const utf8 = { ...CREATE, 'content-type': 'text/xml; charset=utf-8' };
    expect((await post(url, create(), utf8)).status).toBe(415);
    expect((await post(url, call('CreateCase', '<document><Case/></document>'), CREATE)).text).toContain('soap:Fault');
    const hash = { ...CREATE, soapaction: `"${NAMESPACE}#CreateCase"` };
    expect((await post(url, create(), hash)).text).toContain('soap:Fault');
    const { authorization: _none, ...stranger } = CREATE;
    expect((await post(url, create(), stranger)).status).toBe(401);
    expect(await casesOf(emulator)).toEqual([]);
  });
});
