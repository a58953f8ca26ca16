import { aCallContext } from '../../test/adapter-kit/a-call-context.js';
import { aServiceRequest } from '../../test/adapter-kit/a-service-request.js';
import { SoapSite } from '../../test/adapters/soap-site.js';
import { parseXml } from '../../src/adapter-kit/xml/xml.js';
import { textOf } from '../../src/adapter-kit/xml/xml-element.js';

let site: SoapSite;
beforeAll(async () => (site = await SoapSite.start()));
beforeEach(() => site.server.reset());
afterAll(() => site.close());

describe('a SOAP connection by configuration', () => {
  it('makes a case and reads its reference', async () => {
    site.answers({ Create: '<r:CreateResponse xmlns:r="urn:crm"><r:Id> 4711 </r:Id></r:CreateResponse>' });
    const request = aServiceRequest({ description: '<b>deep</b> & ]]> wide' });
    await expect(site.adapter().createCase(request, aCallContext())).resolves.toBe('4711');
    const sent = parseXml(site.last.body);
    expect(textOf(sent, 'Body', 'Create', 'Title')).toBe(request.id);
    expect(textOf(sent, 'Body', 'Create', 'Text')).toBe('<b>deep</b> & ]]> wide');
    expect(site.last.headers).toMatchObject({ 'content-type': 'text/xml; charset=utf-8', soapaction: '""' });
  });
});
