import { addressOf, casesOf, controlOf, envelopeText, post } from '../../../../test/adapters/soap-post.js';
import type { Emulator } from '../../../../src/adapter-kit/emulator/emulator.js';
import { SYMOLOGY_CREDENTIALS } from './credentials.js';
import { startSymologyLike } from './symology-like.emulator.js';

const NAMESPACE = 'urn:symology-like:insight';
const headersFor = (operation: string) => ({
  'content-type': 'text/xml; charset=utf-8',
  soapaction: `"${NAMESPACE}/${operation}"`,
});
const HEADERS = headersFor('SendRequestAuthenticated');
const { username, password } = SYMOLOGY_CREDENTIALS;
const PLACED = '<Easting>531000</Easting><Northing>200000</Northing>';
const call = (operation: string, content: string) =>
  envelopeText(
    `<${operation} xmlns="${NAMESPACE}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">` +
      `<UserName>${username}</UserName><Password>${password}</Password>${content}</${operation}>`,
  );
const create = (where = PLACED) =>
  call(
    'SendRequestAuthenticated',
    '<Request xsi:type="CustomerRequest"><ServiceCode>HW</ServiceCode><RequestType>POT</RequestType>' +
      `<RequestDescription>A hole</RequestDescription>${where}<RecordedDate>2026-03-02</RecordedDate>` +
      '<RecordedTime>10:00:00</RecordedTime><ExternalReference>26-1</ExternalReference></Request>',
  );

describe('the symology-like service', () => {
  let emulator: Emulator;
  let url: string;
  beforeAll(async () => {
    emulator = await startSymologyLike();
    url = emulator.settings['endpoint'] as string;
  });
  beforeEach(() => controlOf(emulator).reset());
  afterAll(() => emulator.close());

  it('makes a request, and says so in a row', async () => {
    const { text } = await post(url, create(), HEADERS);
    expect(text).toMatch(/<i:StatusCode>0<.*<i:RecordType>2<.*<i:ConvertCRNo>500001</);
    expect(await casesOf(emulator)).toHaveLength(1);
  });

  it('makes one that it can’t place too, under a StatusCode that isn’t 0', async () => {
    const { status, text } = await post(url, create(''), HEADERS);
    expect([status, text]).toEqual([200, expect.stringMatching(/<i:StatusCode>4<.*<i:ConvertCRNo>500001</)]);
    expect(await casesOf(emulator)).toHaveLength(1);
  });

  it.each<[string, string, RegExp]>([
    ['a record without a type', create().replace('xsi:type="CustomerRequest"', ''), /soap:Fault/],
    ['a record of another type', create().replace('xsi:type="CustomerRequest"', 'xsi:type="EventAction"'), /soap:Fault/],
    ['elements in another order', create().replace(/(<Easting>.*<\/Easting>)(<Northing>.*<\/Northing>)/, '$2$1'), /soap:Fault/],
    ['a date and time in one', create().replace('>2026-03-02<', '>2026-03-02T10:00:00<'), /soap:Fault/],
    ['a text of 4001 characters', create().replace('A hole', 'x'.repeat(4001)), /soap:Fault/],
    ['another namespace', create().replaceAll(NAMESPACE, 'urn:other'), /soap:Fault/],
    ['wrong credentials', create().replace(password, 'wrong'), /<i:StatusCode>-1</],
    ['the future', create().replace('2026-03-02', '2926-03-02'), /<i:StatusCode>1<.*lie in the future/],
  ])('refuses %s', async (_what, body, expected) => {
    expect((await post(url, body, HEADERS)).text).toMatch(expected);
    expect(await casesOf(emulator)).toEqual([]);
  });

  it('refuses a time that its own clock, which is behind, has not reached', async () => {
    const now = new Date(Date.now() + 5.5 * 3_600_000).toISOString();
    const body = create().replace('2026-03-02', now.slice(0, 10)).replace('10:00:00', now.slice(11, 19));
    expect((await post(url, body, HEADERS)).text).toMatch(/lie in the future/);
  });

  it('refuses the SOAPAction of another operation', async () => {
    expect((await post(url, create(), headersFor('GetRequestAuthenticated'))).text).toMatch(/soap:Fault/);
    expect(await casesOf(emulator)).toEqual([]);
  });

  it('tells of a request, date and time apart and each as a whole timestamp', async () => {
    await post(url, create(), HEADERS);
    const { text } = await post(
      url,
      call('GetRequestAuthenticated', '<CRNo>500001</CRNo>'),
      headersFor('GetRequestAuthenticated'),
    );
    expect(text).toMatch(/<i:HistoryDate>\d{4}-\d\d-\d\dT00:00:00<.*<i:HistoryTime>1900-01-01T\d\d:\d\d:\d\d</);
  });

  it('writes updates into files, where rows come more than once', async () => {
    await post(url, create(), HEADERS);
    await controlOf(emulator).close('500001', 'Filled, and rolled');
    const file = `${addressOf(emulator, 'exports')}updates.csv`;
    const basic = Buffer.from(`${username}:${password}`).toString('base64');
    const lines = (await (await fetch(file, { headers: { authorization: `Basic ${basic}` } })).text()).trim().split('\r\n');
    expect(lines).toHaveLength(3);
    expect(lines[1]).toMatch(/^500001,.*,COMPLETE,"Filled, and rolled",/);
    expect(lines[2]).toBe(lines[1]);
    expect((await fetch(file)).status).toBe(401);
  });
});
