import { addressOf, casesOf, controlOf, envelopeText, post, SOAP_12 } from '../../../../test/adapters/soap-post.js';
import type { Emulator } from '../../../../src/adapter-kit/emulator/emulator.js';
import { startConfirmLike } from './confirm-like.emulator.js';
import { CONFIRM_CREDENTIALS } from './credentials.js';

const HEADERS = { 'content-type': 'text/xml; charset=utf-8', soapaction: '"urn:confirm-like:connector/ProcessOperations"' };
const { username, password, database, clientId, clientSecret } = CONFIRM_CREDENTIALS;
const AUTHENTICATION = `<Authentication><Username>${username}</Username><Password>${password}</Password><DatabaseId>${database}</DatabaseId></Authentication>`;
const CREATE =
  '<NewEnquiry><EnquiryNumber>1</EnquiryNumber><ExternalSystemReference>26-1</ExternalSystemReference><ServiceCode>HW</ServiceCode>' +
  '<SubjectCode>POT</SubjectCode><EnquiryDescription>A hole</EnquiryDescription><LoggedTime>2026-03-02T10:00:00</LoggedTime></NewEnquiry>';

const operations = (...each: string[]) =>
  envelopeText(
    `<ProcessOperations xmlns="urn:confirm-like:connector"><OperationRequest>${AUTHENTICATION}${each
      .map((one) => `<Operation>${one}</Operation>`)
      .join('')}</OperationRequest></ProcessOperations>`,
  );

describe('the confirm-like service', () => {
  let emulator: Emulator;
  let url: string;
  beforeAll(async () => {
    emulator = await startConfirmLike();
    url = emulator.settings['endpoint'] as string;
  });
  beforeEach(() => controlOf(emulator).reset());
  afterAll(() => emulator.close());

  it('makes an enquiry, tells of it, and of a log that grew', async () => {
    const made = await post(url, operations(CREATE), HEADERS);
    expect([made.status, made.text]).toEqual([200, expect.stringContaining('<c:EnquiryNumber>70001</c:EnquiryNumber>')]);
    const update = '<EnquiryUpdate><EnquiryNumber>70001</EnquiryNumber><LogNotes>grown</LogNotes></EnquiryUpdate>';
    const { text } = await post(
      url,
      operations(update, '<GetEnquiry><EnquiryNumber>70001</EnquiryNumber></GetEnquiry>'),
      HEADERS,
    );
    expect(text.match(/<c:OperationResponse>/g)).toHaveLength(2);
    expect(text).toMatch(/<c:LogNotes>grown</);
    expect(await casesOf(emulator)).toMatchObject([{ ref: '70001', fields: { ExternalSystemReference: '26-1' } }]);
  });

  it('answers every operation of a batch by itself, with 200 for all', async () => {
    const { status, text } = await post(
      url,
      operations('<GetEnquiry><EnquiryNumber>1</EnquiryNumber></GetEnquiry>', CREATE),
      HEADERS,
    );
    expect(status).toBe(200);
    expect(text).toMatch(/<c:Fault><c:Reason>The enquiry 1 does not exist.*<c:NewEnquiryResponse>/);
  });

  const changed = (from: string | RegExp, to: string) => operations(CREATE.replace(from, to));
  it.each([
    ['elements in another order', changed(/(<ServiceCode>.*<\/ServiceCode>)(<SubjectCode>.*<\/SubjectCode>)/, '$2$1'), HEADERS],
    ['a text of 2001 characters', changed('A hole', 'x'.repeat(2001)), HEADERS],
    ['a number other than 1', changed('<EnquiryNumber>1<', '<EnquiryNumber>2<'), HEADERS],
    ['a time with a zone', changed('10:00:00', '10:00:00Z'), HEADERS],
    [
      'an empty choice',
      changed(
        '</LoggedTime>',
        '</LoggedTime><EnquiryAttribute><EnqAttribTypeCode>SIZE</EnqAttribTypeCode><EnqAttribValueCode/></EnquiryAttribute>',
      ),
      HEADERS,
    ],
    ['another namespace', operations(CREATE).replaceAll('urn:confirm-like:connector', 'urn:other'), HEADERS],
    ['SOAP 1.2', operations(CREATE).replace(/xmlns:soap="[^"]*"/, `xmlns:soap="${SOAP_12}"`), HEADERS],
    ['a character no XML may hold', changed('A hole', 'A &#11;hole'), HEADERS],
    ['half an envelope', operations(CREATE).slice(0, 300), HEADERS],
    ['another SOAPAction', operations(CREATE), { ...HEADERS, soapaction: '"urn:confirm-like:connector/NewEnquiry"' }],
    ['an unknown database', operations(CREATE).replace('>LIVE<', '>TEST<'), HEADERS],
    ['eleven operations', operations(...Array.from({ length: 11 }, () => CREATE)), HEADERS],
  ])('refuses %s', async (_what, body, headers) => {
    const { text } = await post(url, body, headers);
    expect(text).toMatch(/<soap:Fault>|<c:Fault>/);
    expect(await casesOf(emulator)).toEqual([]);
  });

  it('refuses another media type', async () => {
    expect((await post(url, operations(CREATE), { ...HEADERS, 'content-type': 'application/soap+xml' })).status).toBe(415);
  });

  it('refuses a logged time that is not later than the last, and takes the same without one', async () => {
    await post(url, operations(CREATE), HEADERS);
    const update = (time: string) =>
      operations(`<EnquiryUpdate><EnquiryNumber>70001</EnquiryNumber>${time}<LogNotes>late</LogNotes></EnquiryUpdate>`);
    expect((await post(url, update('<LoggedTime>2001-01-01T00:00:00</LoggedTime>'), HEADERS)).text).toMatch(/must be later/);
    expect((await post(url, update(''), HEADERS)).text).not.toMatch(/Fault/);
  });

  it('takes a picture at its file service, for a token', async () => {
    await post(url, operations(CREATE), HEADERS);
    const files = addressOf(emulator, 'files');
    const asked = new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret });
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const { access_token } = JSON.parse((await post(`${files}/token`, asked.toString(), form)).text) as { access_token: string };
    const to = `${files}/enquiries/70001?name=a.jpg`;
    expect((await post(to, 'x', { authorization: 'Bearer wrong' })).status).toBe(401);
    expect((await post(to, 'x', { authorization: `Bearer ${access_token}`, 'content-type': 'image/jpeg' })).status).toBe(201);
    expect(await casesOf(emulator)).toMatchObject([{ files: [{ name: 'a.jpg', contentType: 'image/jpeg', size: 1 }] }]);
  });
});
