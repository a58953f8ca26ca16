import { readFileSync } from 'node:fs';
import { OutcomeUnknownError, RejectedError, TransientError } from '../../src/adapter-kit/errors.js';
import { envelope, readSoap } from '../../src/adapter-kit/xml/soap.js';
import { buildXml } from '../../src/adapter-kit/xml/xml.js';
import { textOf } from '../../src/adapter-kit/xml/xml-element.js';
import { node, optional, type XmlNode } from '../../src/adapter-kit/xml/xml-node.js';
import type { DetailedStatus } from '../../src/domain/service-request.js';
import { aSoapAnswer, laganSettings, NIL, ScriptedSite } from '../../test/adapters/a-lagan-site.js';
import { FlSchema } from './emulator/fl-schema.js';
import { LaganAdapter } from './lagan.adapter.js';
import { statusCall } from './lagan.updates.js';

const schema = new FlSchema('FLTypes.xsd');
const REF = '101000002989';
const updates = {
  close: {
    cancelled: { title: 'Withdrawn by reporter', description: 'Closed through the bridge.' },
    fixed: { title: 'Repaired' },
  },
  reopen: ['open', 'reopen'],
};
const settings = laganSettings({ updates });
const callFor = (status: DetailedStatus, more = {}, contract: 'older' | 'newer' = 'newer') => {
  const change = { id: 'upd-1', status, writtenAt: new Date('2024-05-03T14:00:00Z') };
  return statusCall(REF, change, { ...settings.updates!, ...more }, contract);
};
const asSent = (body: XmlNode) => buildXml(envelope({ body, namespaces: { flt: 'http://www.lagan.com/wsdl/FLTypes' } }));

describe('a call that follows a resident’s word', () => {
  it('closes as the one that works at a real site', () => {
    const sent = readSoap(asSent(callFor('cancelled')!.request)).content;
    const fixture = readFileSync(new URL('./fixtures/closeCases.request.xml', import.meta.url), 'utf8');
    expect(sent).toEqual(normalised(readSoap(fixture).content!));
  });

  it.each(['cancelled', 'fixed', 'open', 'reopen'] as const)('is valid against the schema: %s', (status) => {
    expect(schema.mistakeIn(asSent(callFor(status)!.request))).toBeUndefined();
  });

  it('dates the closure to when the resident said it, where the site wants that and knows how', () => {
    const dated = (contract: 'older' | 'newer') => {
      const xml = asSent(callFor('fixed', { closedDate: true }, contract)!.request);
      expect(schema.mistakeIn(xml)).toBeUndefined();
      return textOf(readSoap(xml).content, 'ClosedDate');
    };
    expect([dated('newer'), dated('older')]).toEqual(['2024-05-03T14:00:00.000Z', undefined]);
  });

  it.each([
    [{ queue: 'Second look', reason: 'Still there', resetTaskSlas: true }, ['AllocateToQueueByName', 'Reason', 'resetTaskSLAs']],
    [{ user: 'ann' }, ['AllocateToUser']],
    [{}, []],
  ])('opens a case again as the site wants it: %j', (reopening, names) => {
    const xml = asSent(callFor('open', { reopening })!.request);
    expect(schema.mistakeIn(xml)).toBeUndefined();
    expect(readSoap(xml).content!.children.map(({ name }) => name)).toEqual(['CaseReference', ...names]);
  });

  it.each(['planned', 'duplicate', 'constructor'])('is not made for %s, which no setting names', (status) => {
    expect(callFor(status as DetailedStatus)).toBeUndefined();
  });
});

describe('updateCase', () => {
  /** A case that stands so, or none; what is written to it is answered as told. */
  const site = (status: string | undefined, answer?: XmlNode) =>
    new ScriptedSite((_request, { content }) => {
      if (content!.name !== 'FWTCaseFullDetailsRequest') return aSoapAnswer(answer);
      const core = optional('CoreDetails', status && [node('flt:CaseReference', REF), node('Status', status)]);
      return aSoapAnswer(node('flt:FWTCaseFullDetails', [core]));
    });
  const follow = (crm: ScriptedSite, status: DetailedStatus) =>
    new LaganAdapter(settings).updateCase!(REF, { id: 'upd-1', status, writtenAt: new Date(0) }, crm.context());
  const written = (crm: ScriptedSite) => crm.messages.map(({ content }) => content!.name).slice(1);

  it.each([
    ['open', 'fixed', ['FWTCaseClose']],
    ['closed', 'fixed', []],
    ['closed', 'reopen', ['FWTReopenCaseRequest']],
    ['open', 'open', []],
  ] as const)('of a case that is %s, at %s, sends %j', async (stands, status, sent) => {
    const root = status === 'fixed' ? 'FWTCaseCloseResponse' : 'FWTReopenCaseRequestResponse';
    const crm = site(stands, node(`flt:${root}`, 0));
    await follow(crm, status);
    expect(written(crm)).toEqual(sent);
  });

  it('tells the site’s own reason', async () => {
    const crm = site('open', node('flt:FWTCaseCloseResponse', 0));
    await follow(crm, 'fixed');
    expect(textOf(crm.messages[1]!.content, 'Reason', 'Title')).toBe('Repaired');
  });

  it('asks nothing at a word that is not followed, and says so', async () => {
    const crm = site('open');
    const context = crm.context();
    await new LaganAdapter(settings).updateCase!(REF, { id: 'upd-1', status: 'planned', writtenAt: new Date(0) }, context);
    expect(crm.requests).toEqual([]);
    expect(context.logged).toMatchObject([{ caseRef: REF, status: 'planned' }]);
  });

  it('is refused for a case that isn’t there, asked again where the look says nothing, and unknown after an empty answer', async () => {
    const gone = new ScriptedSite(() => aSoapAnswer(node('flt:FWTCaseFullDetails', [], NIL)));
    await expect(follow(gone, 'fixed')).rejects.toBeInstanceOf(RejectedError);
    await expect(follow(site(undefined), 'fixed')).rejects.toBeInstanceOf(TransientError);
    await expect(follow(site('open', undefined), 'fixed')).rejects.toBeInstanceOf(OutcomeUnknownError);
  });

  it('is there only where the settings say what to follow', () => {
    expect(new LaganAdapter(laganSettings()).updateCase).toBeUndefined();
  });
});

/** Without the blanks between elements. */
function normalised<T extends { readonly text: string; readonly children: readonly T[] }>(element: T): T {
  return { ...element, text: element.text.trim(), children: element.children.map(normalised) };
}
