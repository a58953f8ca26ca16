import { aCallContext } from '../../../test/adapter-kit/a-call-context.js';
import { aCaseNote } from '../../../test/adapter-kit/a-case-note.js';
import { parseXml } from '../../../src/adapter-kit/xml/xml.js';
import { child, textOf } from '../../../src/adapter-kit/xml/xml-element.js';
import { aFault, SoapSite } from '../../../test/adapters/soap-site.js';

let site: SoapSite;
beforeAll(async () => (site = await SoapSite.start()));
beforeEach(() => site.server.reset());
afterAll(() => site.close());

const WITH_NOTES = {
  operations: {
    addNote: {
      purpose: 'write',
      body: { 'c:AddNote': { 'c:Case': '{{ caseRef }}', 'c:Text': '{{ note.text }} [{{ note.id }}]' } },
    },
    get: { purpose: 'read', body: { 'c:Get': { 'c:Case': '{{ case.id }}' } }, record: 'GetResponse/Case' },
    modify: {
      purpose: 'write',
      body: { 'c:Modify': { $merge: { step: 'get', prefix: 'c' }, 'c:Status': '{{ tables.statuses[change.status] }}' } },
    },
  },
  tables: { statuses: { fixed: 'Done' } },
  caseRefParts: '^(?<id>\\d+)/',
  actions: {
    note: {
      steps: [{ operation: 'addNote' }],
      find: {
        steps: [{ operation: 'get' }],
        list: '//Note',
        values: { text: '.' },
        matches: "$contains(item.text, '[' & note.id & ']')",
      },
    },
    update: {
      steps: [
        { operation: 'get', when: '$exists($lookup(tables.statuses, change.status))' },
        { operation: 'modify', when: '$exists(steps.get)' },
      ],
    },
  },
};
const CASE = (notes: string) =>
  `<GetResponse><Case><Id>7</Id><Status>New</Status><Blank/><Owner>me</Owner>${notes}</Case></GetResponse>`;
const change = (status: 'fixed' | 'planned') => ({ id: 'u1', status, writtenAt: new Date() });

describe('a note', () => {
  it('is added, and found again by its id', async () => {
    const [adapter, note] = [site.adapter(WITH_NOTES), aCaseNote()];
    site.answers({ AddNote: '<AddNoteResponse/>', Get: CASE(`<Note>${note.text} [${note.id}]</Note>`) });
    await adapter.addNote!('7/C-7', note, aCallContext());
    expect(textOf(parseXml(site.last.body), 'Body', 'AddNote', 'Text')).toBe(`${note.text} [${note.id}]`);
    await expect(adapter.findNote!('7/C-7', note, aCallContext())).resolves.toEqual({ is: 'done' });
    expect(site.last.body).toContain('<c:Case>7</c:Case>');
    site.answers({ Get: CASE('<Note>another</Note>') });
    await expect(adapter.findNote!('7/C-7', note, aCallContext())).resolves.toEqual({ is: 'absent' });
  });

  it('that the CRM has already is done', async () => {
    const adapter = site.adapter({ ...WITH_NOTES, errors: { rules: [{ pattern: 'already', means: 'exists' }] } });
    site.answers({ AddNote: aFault('Server', 'already there') });
    await expect(adapter.addNote!('7/', aCaseNote(), aCallContext())).resolves.toBeUndefined();
  });

  it('can not be added where the settings do not tell how', () => {
    expect(site.adapter().addNote).toBeUndefined();
    expect(site.adapter().updateCase).toBeUndefined();
  });
});

describe("a resident's word on the status", () => {
  it('is written into the whole record, so that nothing else is blanked', async () => {
    site.answers({ Get: CASE(''), Modify: '<ModifyResponse/>' });
    await site.adapter(WITH_NOTES).updateCase!('7/C-7', change('fixed'), aCallContext());
    const sent = child(parseXml(site.last.body), 'Body', 'Modify')!;
    expect(sent.children.map(({ name, text }) => [name, text])).toEqual([
      ['Id', '7'],
      ['Status', 'Done'],
      ['Blank', ''],
      ['Owner', 'me'],
    ]);
  });

  it('that the CRM does not follow changes nothing', async () => {
    const context = aCallContext();
    await site.adapter(WITH_NOTES).updateCase!('7/C-7', change('planned'), context);
    expect(site.asked).toEqual([]);
    expect(context.logged).toHaveLength(1);
  });
});
