import { aCallContext } from '../../../test/adapter-kit/a-call-context.js';
import { aDouble } from '../../../test/adapters/soap-double.js';
import { SoapSite } from '../../../test/adapters/soap-site.js';

describe('services out of operations', () => {
  let site: SoapSite;
  beforeAll(async () => (site = await SoapSite.start()));
  beforeEach(() => site.server.reset());
  afterAll(() => site.close());

  const OPERATIONS = {
    kinds: { purpose: 'read', body: { 'c:Kinds': { 'c:Page': '{{ page }}' } } },
    form: { purpose: 'read', body: { 'c:Form': { 'c:Kind': '{{ service.code }}' } } },
  };
  const listing = (services: object) =>
    site.adapter({
      operations: OPERATIONS,
      tables: { types: { select: 'singlevaluelist' } },
      services: { steps: [{ operation: 'kinds' }], list: '//Kind', code: '@id', name: 'Title', ...services },
    });
  const kinds = (inside: string) => `<KindsResponse>${inside}</KindsResponse>`;

  it('come with group, text and every keyword, and under their code where they have no name', async () => {
    site.answers({
      Kinds: kinds(
        '<Kind id="A"><Title>Ash</Title><Team>Parks</Team><Text>Trees</Text><Word>oak</Word><Word>elm</Word></Kind><Kind id="B"/>',
      ),
    });
    const adapter = listing({ group: 'Team', description: 'Text', keywords: 'Word' });
    await expect(adapter.discoverServices!(aCallContext())).resolves.toEqual([
      { code: 'A', name: 'Ash', group: 'Parks', description: 'Trees', keywords: ['oak', 'elm'], attributes: [] },
      { code: 'B', name: 'B', keywords: [], attributes: [] },
    ]);
  });

  it('are read to the last page', async () => {
    site.answers({
      Kinds: ({ body }) => kinds(body.includes('>1<') ? '<Kind id="A"/><Kind id="B"/>' : '<Kind id="C"/>'),
    });
    const told = await listing({ pages: { by: 'number', size: 2 } }).discoverServices!(aCallContext());
    expect(told.map(({ code }) => code)).toEqual(['A', 'B', 'C']);
  });

  const FORMS = {
    attributes: {
      steps: [{ operation: 'form' }],
      list: '//Field',
      code: '@name',
      description: 'Label',
      required: { path: '@must', equals: '1' },
      values: { list: 'Choice', key: '@id', name: '.' },
      datatype: { path: '@type', table: 'types' },
    },
  };

  it('have the questions of a call for each, which knows the code', async () => {
    site.answers({
      Kinds: kinds('<Kind id="A"/><Kind id="B"/>'),
      Form: ({ body }) =>
        body.includes('>A<')
          ? '<FormResponse><Field name="size" type="select" must="1"><Label>How large?</Label><Choice id="s">small</Choice></Field></FormResponse>'
          : '<FormResponse/>',
    });
    const [first, second] = await listing(FORMS).discoverServices!(aCallContext());
    expect(first!.attributes).toEqual([
      {
        code: 'size',
        description: 'How large?',
        datatype: 'singlevaluelist',
        datatypeDescription: '',
        required: true,
        values: [{ key: 's', name: 'small' }],
      },
    ]);
    expect(second!.attributes).toEqual([]);
  });

  it('are none at all when the questions of one do not come', async () => {
    site.answers({ Kinds: kinds('<Kind id="A"/><Kind id="B"/>'), Form: { status: 500, body: 'out of order' } });
    await expect(listing(FORMS).discoverServices!(aCallContext())).rejects.toMatchObject({ kind: 'transient' });
  });

  it('are not asked for where the settings name none, and stop the start where they can not work', () => {
    expect(site.adapter().discoverServices).toBeUndefined();
    expect(() => listing({ code: undefined })).toThrow('services.code');
    expect(() => listing({ pages: { by: 'locator' } })).toThrow('services.pages.next is missing');
    expect(() => listing({ steps: [{ operation: 'missing' }] })).toThrow('there is no such operation');
  });
});

describe('the example for confirm-like', () => {
  const bench = aDouble('confirm-like');

  it('tells of subjects under our codes, and of questions as they are described behind them', async () => {
    const told = await bench().adapter().discoverServices!(aCallContext());
    expect(told.map(({ code, group }) => [code, group])).toEqual([
      ['pothole', 'Highways'],
      ['streetlight', 'Highways'],
      ['TREE', 'Grounds & parks'],
    ]);
    expect(told[0]!.attributes).toMatchObject([
      { code: 'size', datatype: 'number', required: false, description: 'How wide is it, in centimetres?' },
      { code: 'depth', datatype: 'singlevaluelist', required: true, values: [{ key: 'SH', name: 'Shallow' }, { key: 'DP' }] },
    ]);
    expect(told[2]!.attributes).toMatchObject([{ code: 'QUES', datatype: 'string', required: true }]);
  });
});
