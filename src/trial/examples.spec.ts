import { adapterCatalogue } from '../connections/adapter-catalogue.js';
import { ConfigFolder } from '../../test/support/configuration.js';
import { OAKVILLE } from '../../test/support/oakville.js';
import { tryExamples } from './examples.js';

const CITY = `${OAKVILLE}connections:
  crm:
    type: rest
    settings:
      baseUrl: https://crm.invalid/api
      auth: { kind: bearer, token: '$\{CRM_TOKEN}' }
      check: { path: /me }
      create:
        path: /cases
        body: '{"title": request.serviceName, "at": request.point.lat, "who": request.reporter.email}'
        caseRef: body.id
      status: { path: '/cases/{{ caseRef }}', status: state }
      errors: [{ when: $exists(body.error), kind: rejected }]
      errorMessage: body.error
    statusRules: [{ when: { status: done }, status: closed, detail: fixed }]
    examples:
EXAMPLES
routes: [{ to: crm }]
`;

let folder: ConfigFolder;
beforeEach(() => {
  folder = new ConfigFolder();
});
afterEach(() => folder.remove());

async function told(...examples: string[]): Promise<string[]> {
  folder.city(CITY.replace('EXAMPLES', examples.map((each) => `      - ${each}`).join('\n')));
  const mistakes = await folder.mistakes({ CRM_TOKEN: 't0p-secret' }, { adapters: adapterCatalogue, tryConnection: tryExamples });
  return mistakes.map(({ line, keyPath, reason }) => `${line} ${keyPath}: ${reason}`);
}

it('examples that come out as expected say nothing', async () => {
  expect(
    await told(
      `{ name: a tree, request: { service_code: TREE, lat: 51.5, long: 0 }, answers: ['{"id": 7}'],
          expect: [{ method: POST, url: /api/cases, contains: ['"Tree"'], lacks: [t0p-secret], values: { at: 51.5 } }], expectAnswer: { caseRef: '7' } }`,
      `{ name: refused, answers: ['{"error": "no such street"}'], expectAnswer: { failure: rejected, message: no such street } }`,
      `{ name: done, step: fetch_status, caseRef: C9, answers: ['{"state": "Done"}'], expect: [{ url: /cases/C9 }],
          expectAnswer: { status: Done, publicStatus: fixed } }`,
      `{ name: nothing pasted, expect: [{ method: POST }] }`,
    ),
  ).toEqual([]);
});

it('what comes out otherwise is told with its place, what was expected and what came', async () => {
  const mistakes = await told(
    `{ name: first, answers: ['{"id": 7}'], expect: [{ method: PUT, values: { title: Bush } }, { call: 2 }], expectAnswer: { caseRef: '8' } }`,
    `{ name: second, answers: ['{"error": "no"}'] }`,
  );
  expect(mistakes).toEqual([
    '23 connections.crm.examples[0].expect[0].method: first: expected PUT, came POST',
    '23 connections.crm.examples[0].expect[0].values.title: first: expected "Bush", came "Tree"',
    '23 connections.crm.examples[0].expect[1].call: first: expected call 2, but only 1 would be made',
    '23 connections.crm.examples[0].expectAnswer.caseRef: first: expected "8", came "7"',
    '24 connections.crm.examples[1]: second: fails (rejected): HTTP 200: no',
  ]);
});

it('a misspelt key, half a point, and a step that the CRM has not are mistakes too', async () => {
  expect(await told(`{ name: typo, request: { service_code: TREE, adress_string: x } }`)).toEqual([
    '23 connections.crm.examples[0].request.adress_string: is not a known key',
  ]);
  const mistakes = await told(`{ name: half, request: { service_code: TREE, lat: 1 } }`, `{ name: note, step: add_note }`);
  expect(mistakes[0]).toContain('half: lat and long: give both or neither');
  expect(mistakes[1]).toContain('note: crm has no add_note');
});

it('each example begins without a session: it logs in itself, and passes or fails whatever came before', async () => {
  const login =
    "auth: { kind: login, login: { path: /login, username: u, password: '${CRM_TOKEN}', token: body.ticket, header: X-Ticket } }";
  const city = CITY.replace("auth: { kind: bearer, token: '${CRM_TOKEN}' }", login);
  const examples = [
    `{ name: one, answers: ['{"ticket": "t1"}', '{"id": 1}'], expectAnswer: { caseRef: '1' } }`,
    `{ name: two, answers: ['{"ticket": "t2"}', '{"id": 2}'], expect: [{ url: /login }], expectAnswer: { caseRef: '2' } }`,
  ];
  folder.city(city.replace('EXAMPLES', examples.map((each) => `      - ${each}`).join('\n')));
  expect(await folder.mistakes({ CRM_TOKEN: 't0p-secret' }, { adapters: adapterCatalogue, tryConnection: tryExamples })).toEqual(
    [],
  );
});
