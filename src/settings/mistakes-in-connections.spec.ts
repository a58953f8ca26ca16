import { cityWith, ConfigFolder, RIGHT_CITY } from '../../test/support/configuration.js';
import { inConnection, inSettings, rule, told } from '../../test/support/mistaken-city.js';

let folder: ConfigFolder;
beforeEach(() => {
  folder = new ConfigFolder().city(RIGHT_CITY);
});
afterEach(() => folder.remove());

/** A rule of an office that has another connection beside it. */
const besideWorks = (text: string): [string, string] => [
  '  office:\n',
  `  works: { type: paper, settings: { endpoint: http://works/ } }\n  office:\n    statusRules: [${text}]\n`,
];

describe('a mistake in a connection is told with its line, key and reason', () => {
  it.each<[string, [string, string], ...string[]]>([
    [
      'an unknown adapter',
      ['type: paper', 'type: papper'],
      '11 connections.office.type: there is no adapter of the type papper; there are paper, stone -> paper',
    ],
    [
      'a connection name with other letters',
      ['  office:', '  off/ice:'],
      '10 connections.off/ice: its name may hold the letters A-Z and a-z, digits, _ and - only',
      '14 routes[0].to: there is no connection office -> off/ice',
    ],
    [
      'a pattern that is no regular expression',
      rule("{ when: { status: { pattern: '(' } }, status: open }"),
      '12 connections.office.statusRules[0].when.status.pattern: is no regular expression: Unterminated group',
    ],
    [
      'a pattern that could look at a text for ever',
      rule("{ when: { status: { pattern: '^(?!.*done)' } }, status: open }"),
      '12 connections.office.statusRules[0].when.status.pattern: looks ahead or behind, which is not there: it could take for ever',
    ],
    [
      'a number for a word',
      rule('{ when: { status: 10 }, status: open }'),
      '12 connections.office.statusRules[0].when.status.exact: must be text: put it in quotes',
    ],
    [
      'a match that says nothing',
      rule('{ when: { reason: {} }, status: open }'),
      '12 connections.office.statusRules[0].when.reason: must have one of exact, prefix and pattern',
    ],
    [
      'a match that says two things',
      rule('{ when: { reason: { exact: a, prefix: b } }, status: open }'),
      '12 connections.office.statusRules[0].when.reason: must have one of exact, prefix and pattern',
    ],
    [
      'a misspelt match',
      rule('{ when: { reason: { exact: a, prefx: b } }, status: open }'),
      '12 connections.office.statusRules[0].when.reason.prefx: is not a known key -> prefix',
    ],
    [
      'a detail that contradicts its status',
      rule('{ when: {}, status: open, detail: fixed }'),
      '12 connections.office.statusRules[0].detail: fixed stands for closed, but status says open',
    ],
    [
      'an unknown detail',
      rule('{ when: {}, status: closed, detail: fixd }'),
      '12 connections.office.statusRules[0].detail: must be one of open, investigating, in_progress, planned, action_scheduled, for_triage, internal_referral, reopen, closed, fixed, duplicate, not_councils_responsibility, no_further_action, cancelled -> fixed',
    ],
    [
      'notes that use what is not there',
      rule("{ when: {}, status: closed, notes: '{{ reson }}' }"),
      '12 connections.office.statusRules[0].notes: must be Liquid: unknown variable reson; there are status, reason, text',
    ],
    [
      'a transfer to a connection that there is not',
      rule('{ when: {}, status: open, transferTo: offise }'),
      '12 connections.office.statusRules[0].transferTo: there is no other connection offise in this file, and no other city can take a report',
    ],
    [
      'a transfer to the connection itself',
      rule('{ when: {}, status: open, transferTo: office }'),
      '12 connections.office.statusRules[0].transferTo: office is this connection itself: name the one that has the report from then on',
    ],
    [
      'a transfer to a connection of another city',
      besideWorks('{ when: {}, status: open, transferTo: riverton/works }'),
      '12 connections.office.statusRules[0].transferTo: there is no other connection riverton/works in this file, and no other city can take a report -> works',
    ],
    [
      'a transfer that closes the report',
      besideWorks('{ when: {}, status: closed, transferTo: works }'),
      '12 connections.office.statusRules[0].status: a report that goes on at works is open: write status: open, and say in notes who has it',
    ],
    [
      'a back-off that ends before it starts',
      inConnection('    delivery: { backoffMinMs: 9000000 }'),
      '12 connections.office.delivery.backoffMinMs: is 9000000, which is more than backoffMaxMs (1800000)',
    ],
    [
      'a misspelt override',
      inConnection('    delivery: { settlMs: 1 }'),
      '12 connections.office.delivery.settlMs: is not a known key -> settleMs',
    ],
    [
      'quiet hours at a time no clock shows',
      inConnection('    delivery: { quietHours: [{ from: "24:00", to: "06:00" }] }'),
      '12 connections.office.delivery.quietHours[0].from: must be a time of day such as 22:30',
    ],
    [
      'quiet hours that never end',
      inConnection('    delivery: { quietHours: [{ from: "06:00", to: "22:00" }, { from: "22:00", to: "06:00" }] }'),
      '12 connections.office.delivery.quietHours: leaves no time open: nothing would ever be sent',
    ],
    [
      'maintenance that ends before it begins',
      inConnection('    delivery: { maintenance: [{ from: 2026-12-06T04:00:00Z, to: 2026-12-05T22:00:00Z }] }'),
      '12 connections.office.delivery.maintenance[0].to: must be later than from',
    ],
    [
      'a canary of no service there is',
      inConnection('    canary: { service: TRE, address: here }'),
      '12 connections.office.canary.service: there is no service TRE -> TREE',
    ],
    [
      'a canary without a place',
      inConnection('    canary: { service: TREE }'),
      '12 connections.office.canary: has no place: say lat and long, or address',
    ],
    [
      'an exception of nothing',
      inConnection('    sync: { stale: { except: [{ afterDays: 5 }] } }'),
      '12 connections.office.sync.stale.except[0]: names neither services nor statuses: what holds for all is afterDays of stale itself',
    ],
    [
      'a number out of its bounds',
      inConnection('    sync: { pollEveryMs: 1 }'),
      '12 connections.office.sync.pollEveryMs: must not be less than 100',
    ],
    [
      'a misspelt key of an adapter',
      inSettings('pasword: x'),
      '12 connections.office.settings.pasword: is not a known key -> password',
    ],
    [
      'any key of an adapter that takes none',
      ['type: paper', 'type: stone'],
      '12 connections.office.settings.endpoint: is not a known key',
    ],
    [
      'a missing key of an adapter',
      ['{ endpoint: http://office/ }', '{}'],
      '12 connections.office.settings.endpoint: is missing',
    ],
    [
      'a wrong value of an adapter',
      inSettings('drawers: 1.5, pen: inc'),
      '12 connections.office.settings.drawers: must be a whole number',
      '12 connections.office.settings.pen: must be one of ink, pencil -> ink',
    ],
    [
      'a misspelt key inside a list of an adapter',
      inSettings('clerks: [{ name: A }, { nmae: B }]'),
      '12 connections.office.settings.clerks[1].nmae: is not a known key -> name',
      '12 connections.office.settings.clerks[1].name: is missing',
    ],
    [
      'a misspelt key inside a record of an adapter',
      inSettings('cases: { TREE: { drawer: A, frm: 1 } }'),
      '12 connections.office.settings.cases.TREE.frm: is not a known key -> form',
    ],
    [
      'a wrong text inside records of an adapter',
      inSettings('cases: { TREE: { drawer: A, form: { name: F, fields: { SIZE: 3 } } } }'),
      '12 connections.office.settings.cases.TREE.form.fields.SIZE: must be text: put it in quotes',
    ],
    [
      'a text where a record holds mappings',
      inSettings('cases: { TREE: A }'),
      '12 connections.office.settings.cases.TREE: must be a mapping',
    ],
  ])('%s', async (_name, change, ...expected) => {
    folder.city(cityWith(change));
    expect(await told(folder)).toEqual(expected);
  });
});
