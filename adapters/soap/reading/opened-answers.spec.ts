import { aCallContext } from '../../../test/adapter-kit/a-call-context.js';
import { aServiceRequest } from '../../../test/adapter-kit/a-service-request.js';
import { inEnvelope, SoapSite } from '../../../test/adapters/soap-site.js';

let site: SoapSite;
beforeAll(async () => (site = await SoapSite.start()));
beforeEach(() => site.server.reset());
afterAll(() => site.close());

const IN_A_TEXT = {
  operations: {
    create: {
      purpose: 'write',
      body: { 'c:Create': { 'c:Title': '{{ request.id }}' } },
      decode: { documents: '*/Result' },
      success: { path: '//Done', equals: 'yes' },
      values: { id: '//Case/@no' },
    },
  },
  errors: { text: '//Problem' },
};
const answering = (document: string) =>
  site.answers({ Create: inEnvelope(`<CreateResponse><Result>${document.replaceAll('<', '&lt;')}</Result></CreateResponse>`) });
const create = (changes: object = IN_A_TEXT) => site.adapter(changes).createCase(aServiceRequest(), aCallContext());

describe('an answer with a document in a text', () => {
  it('is a success, and has a reference, by what stands in the document', async () => {
    answering('<Answer><Done>yes</Done><Case no="4711"/></Answer>');
    await expect(create()).resolves.toBe('4711');
  });

  it("is a refusal by the document's own words", async () => {
    answering('<Answer><Done>no</Done><Problem>no such street</Problem></Answer>');
    await expect(create()).rejects.toMatchObject({ kind: 'rejected', message: 'no such street' });
  });

  it('that breaks off tells nothing: the case may be made', async () => {
    answering('<Answer><Done>yes</Done>');
    await expect(create()).rejects.toMatchObject({ kind: 'unknown' });
  });
});

it('an answer in several parts is read like any other', async () => {
  const envelope =
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><CreateResponse><Id>12</Id></CreateResponse></s:Body></s:Envelope>';
  site.server.answer = () => ({
    headers: { 'content-type': 'multipart/related; type="application/xop+xml"; boundary="x"' },
    body: `--x\r\nContent-Type: application/xop+xml\r\n\r\n${envelope}\r\n--x--`,
  });
  await expect(create({})).resolves.toBe('12');
});

it('an answer in several parts that breaks off tells nothing', async () => {
  site.server.answer = () => ({ headers: { 'content-type': 'multipart/related; boundary="x"' }, body: '--x\r\n\r\n<s:Envel' });
  await expect(create({})).rejects.toMatchObject({ kind: 'unknown' });
});
