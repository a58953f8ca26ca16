import { adapterCatalogue } from '../connections/adapter-catalogue.js';
import { ConfigFolder } from '../../test/support/configuration.js';
import { OAKVILLE } from '../../test/support/oakville.js';
import { tryConnection } from './connection-trial.js';

const CITY = `${OAKVILLE}connections:
  crm:
    type: TYPE
    canary: { service: TREE, address: here CLOSE }
    settings: SETTINGS
    statusRules: [{ when: { status: done }, status: closed, detail: fixed }]
routes: [{ to: crm }]
`;

const rest = (body: string) => `
      baseUrl: https://crm.invalid/api
      auth: { kind: none }
      check: { path: /me }
      create: { path: /cases, body: '{"title": request.serviceName}', caseRef: body.id }
      update: { path: '/cases/{{ caseRef }}', body: '${body}' }
      status: { path: '/cases/{{ caseRef }}', status: state }`;
const lagan = (updates: string) => `
      endpoint: https://crm.invalid/lagan/services/FL
      username: open311
      password: '\${CRM_TOKEN}'
      defaultCase: { eventCode: 4000001 }
      updates: ${updates}`;
const open311 = (states: string) => `
      endpoint: https://crm.invalid/open311/v2
      updates: { post: true, states: ${states} }`;
const soap = `
      endpoint: https://crm.invalid/soap
      namespaces: { c: urn:crm }
      credentials: {}
      tables: { words: { closed: Closed, cancelled: Withdrawn } }
      operations:
        ping: { purpose: read, body: { 'c:Ping': null } }
        create: { purpose: write, body: { 'c:Create': '{{ request.id }}' }, values: { id: //Id } }
        set: { purpose: write, body: { 'c:Set': '{{ tables.words[change.status] }}' } }
      actions:
        check: { steps: [{ operation: ping }] }
        create: { steps: [{ operation: create }], caseRef: '{{ steps.create.id }}' }
        update: { steps: [{ operation: set, when: '$exists($lookup(tables.words, change.status))' }] }`;
const mail = `
      host: mail.invalid
      from: 311@city.example
      to: crm@city.example`;

let folder: ConfigFolder;
beforeEach(() => {
  folder = new ConfigFolder();
});
afterEach(() => folder.remove());

/** @param closeAs left out: the usual one. */
async function told(type: string, settings: string, closeAs?: string): Promise<string[]> {
  const close = closeAs === undefined ? '' : `, closeAs: ${closeAs}`;
  folder.city(CITY.replace('TYPE', type).replace(' CLOSE', close).replace('SETTINGS', settings));
  const mistakes = await folder.mistakes({ CRM_TOKEN: 't0p-secret' }, { adapters: adapterCatalogue, tryConnection });
  return mistakes.map(({ line, keyPath, reason, suggestion }) => `${line} ${keyPath}: ${reason} -> ${suggestion}`);
}

const why = (word: string) =>
  `10 connections.crm.canary.closeAs: the settings of crm do nothing at the word ${word}, so a canary's case would never be closed; `;

it.each([
  ['rest', rest('change.status in ["cancelled", "closed"] ? {"state": "done"}')],
  ['lagan', lagan('{ close: { cancelled: { title: Withdrawn }, closed: { title: Closed } } }')],
  ['soap', soap],
  ['open311', open311('{ cancelled: CLOSED, closed: CLOSED, open: OPEN }')],
])('a word that the settings of a %s connection do nothing at is told, with those that they follow', async (type, settings) => {
  expect(await told(type, settings)).toEqual([`${why('fixed')}they do something at closed, cancelled -> closed`]);
  expect(await told(type, settings, 'cancelled')).toEqual([]);
});

it('where no word closes a case, the remedy is to say so', async () => {
  expect(await told('open311', open311('{}'), 'duplicate')).toEqual([
    `${why('duplicate')}nor at any other that closes: let them close a case at one, or write none -> none`,
  ]);
});

it.each([
  ['a word that is sent on whatever it is', 'rest', rest('{"state": change.status}'), undefined],
  ['a case that is meant to stay open', 'open311', open311('{}'), 'none'],
  ['a CRM that can not be told a status, of which the canary itself speaks', 'email', mail, 'fixed'],
])('nothing is told of %s', async (_what, type, settings, closeAs) => {
  expect(await told(type, settings, closeAs)).toEqual([]);
});
