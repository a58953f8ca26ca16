import { addressOf, casesOf, controlOf, envelopeText, post } from '../../../../test/adapters/soap-post.js';
import type { Emulator } from '../../../../src/adapter-kit/emulator/emulator.js';
import { FORMS_CREDENTIALS } from './credentials.js';
import { startOnlineForms } from './online-forms.emulator.js';

const { username, password } = FORMS_CREDENTIALS;
const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
const headersFor = (action: string) => ({ authorization, 'content-type': 'text/xml; charset=utf-8', soapaction: `"${action}"` });
const formHeaders = (operation: string) => headersFor(`http://kana.com/dforms/${operation}`);
const FL_HEADERS = headersFor('http://www.lagan.com/wsdl/FLService');
const form = (request: string) => envelopeText(request.replace('>', ' xmlns="http://kana.com/dforms">'));
const CREATE =
  '<CreateRequest><name>pothole</name><data><form-data><field><name>case_title</name><value>Pothole (26-1)</value></field></form-data></data>' +
  '<complete>Y</complete></CreateRequest>';
const search = (criteria: string) =>
  envelopeText(
    `<flt:FWTSearchAndRetrieveCase xmlns:flt="http://www.lagan.com/wsdl/FLTypes"><flt:FWTCaseSearch>${criteria}</flt:FWTCaseSearch>` +
      '<Option>all</Option></flt:FWTSearchAndRetrieveCase>',
  );

describe('online forms', () => {
  let emulator: Emulator;
  let url: string;
  let flUrl: string;
  beforeAll(async () => {
    emulator = await startOnlineForms();
    url = emulator.settings['endpoint'] as string;
    flUrl = addressOf(emulator, 'fl');
  });
  beforeEach(() => controlOf(emulator).reset());
  afterAll(() => emulator.close());

  it('make a case out of a complete form, which FL finds by the form’s reference and by its title', async () => {
    expect((await post(url, form(CREATE), formHeaders('Create'))).text).toMatch(/<d:status>success<.*<d:ref>FS-2001</);
    expect((await post(url, form('<GetRequest><ref>FS-2001</ref></GetRequest>'), formHeaders('Get'))).text).toMatch(
      /<d:caseid>101000002001</,
    );
    await controlOf(emulator).close('FS-2001', 'Case Resolved');
    for (const criteria of ['<flt:CaseReference>FS-2001</flt:CaseReference>', '<Title>Pothole (26-1)</Title>'])
      expect((await post(flUrl, search(criteria), FL_HEADERS)).text).toMatch(
        /<flt:CaseReference>101000002001<.*<Status>closed<.*<caseCloseureReason>Case Resolved</,
      );
  });

  it('make no case out of a form that is not complete', async () => {
    await post(url, form(CREATE.replace('>Y<', '>N<')), formHeaders('Create'));
    expect((await post(flUrl, search('<Title>Pothole (26-1)</Title>'), FL_HEADERS)).text).not.toContain('FWTCaseFullDetails>');
  });

  it('say in the body, with 200, that there is no such form', async () => {
    const { status, text } = await post(url, form('<GetRequest><ref>FS-9</ref></GetRequest>'), formHeaders('Get'));
    expect([status, text]).toEqual([200, expect.stringContaining('<d:status>Form not found<')]);
  });

  it.each([
    [
      'elements in another order',
      form(CREATE.replace(/(<name>pothole<\/name>)(<data>.*<\/data>)/, '$2$1')),
      formHeaders('Create'),
    ],
    ['elements in no namespace', envelopeText(CREATE), formHeaders('Create')],
    ['the SOAPAction of another operation', form(CREATE), formHeaders('Update')],
  ])('refuse %s', async (_what, body, headers) => {
    expect((await post(url, body, headers)).text).toContain('soap:Fault');
    expect(await casesOf(emulator)).toEqual([]);
  });

  it('refuse strangers', async () => {
    expect((await post(url, form(CREATE), { ...formHeaders('Create'), authorization: 'Basic eDp5' })).status).toBe(401);
  });
});
