import { jest } from '@jest/globals';
import { MisconfiguredError, RejectedError } from '../../src/adapter-kit/errors.js';
import { envelope, readSoap } from '../../src/adapter-kit/xml/soap.js';
import { buildXml } from '../../src/adapter-kit/xml/xml.js';
import { child, children, textOf, type XmlElement } from '../../src/adapter-kit/xml/xml-element.js';
import { node, type XmlNode } from '../../src/adapter-kit/xml/xml-node.js';
import type { ServiceRequest } from '../../src/domain/service-request.js';
import { aServiceRequest } from '../../test/adapter-kit/a-service-request.js';
import { FlSchema } from './emulator/fl-schema.js';
import { LaganMapping, toCaseSearch, toDetailsRequest, toSearchAndRetrieve, toSnapshot } from './lagan.mapping.js';
import { laganSettings } from '../../test/adapters/a-lagan-site.js';

const schema = new FlSchema('FLTypes.xsd');
const logger = { info: () => undefined, warn: () => undefined };
const asSent = (body: XmlNode) => buildXml(envelope({ body, namespaces: { flt: 'http://www.lagan.com/wsdl/FLTypes' } }));

function created(request: ServiceRequest, settings: Readonly<Record<string, unknown>> = {}): XmlElement {
  const xml = asSent(new LaganMapping(laganSettings(settings)).toCaseCreate(request, logger));
  expect(schema.mistakeIn(xml)).toBeUndefined();
  return readSoap(xml).content!;
}

describe('every kind of request the adapter sends is valid against the schema', () => {
  const everything = {
    cases: {
      pothole: { eventCode: 4000041, queue: 'Highways', priority: 2, form: { name: 'f', fields: { depth: 'hole_depth' } } },
    },
  };
  it.each([
    ['the fullest case', aServiceRequest(), { ...everything, coordinates: { target: 'xy' } }],
    [
      'a case with coordinates in the form',
      aServiceRequest(),
      { ...everything, coordinates: { target: 'form', xKey: 'e', yKey: 'n' } },
    ],
    [
      'a case with coordinates as its only form fields',
      aServiceRequest(),
      { coordinates: { target: 'form', xKey: 'e', yKey: 'n' } },
    ],
    [
      'a case of a request that says nothing',
      aServiceRequest({ description: undefined, point: undefined, address: undefined, attributes: [] }),
      everything,
    ],
    [
      'a case with texts beyond every limit',
      aServiceRequest({ description: '🕳'.repeat(9000), serviceName: '🚧'.repeat(300) }),
      everything,
    ],
    [
      'a case with texts no XML may hold',
      aServiceRequest({ description: 'a\u0000\ud800<&>]]>', serviceName: '\u0001' }),
      everything,
    ],
  ])('%s', (_name, request, settings) => {
    created(request, settings);
  });

  const modified = { from: new Date('2024-05-03T14:00:00Z'), to: new Date('2024-05-03T14:15:00Z') };
  const search = {
    eventCode: 4000041,
    title: 'Pothole (Open311 26-1)',
    raisedBy: 'open311',
    createdAfter: modified.from,
    createdBefore: modified.to,
  };
  it.each([
    ['a search with every criterion', toCaseSearch({ ...search, modified, resultsLimit: 50 })],
    ['the least search', toCaseSearch({ resultsLimit: 1 })],
    ['a search for changes', toSearchAndRetrieve({ raisedBy: 'open311', modified, resultsLimit: 200 })],
    ['a request for details', toDetailsRequest('101000002989')],
  ])('%s', (_name, request) => {
    expect(schema.mistakeIn(asSent(request))).toBeUndefined();
  });

  it('and the schema check would see a mistake', () => {
    expect(schema.mistakeIn(asSent(node('flt:FWTCaseCreate', [node('Title', 'x')])))).toMatch(/ClassificationEventCode/);
    expect(
      schema.mistakeIn(asSent(node('flt:FWTCaseCreate', [node('Title', 'x'), node('ClassificationEventCode', 1)]))),
    ).toBeDefined();
    expect(schema.mistakeIn(asSent(node('flt:FWTCaseSearch', [node('CaseReference', '1')])))).toBeDefined();
  });
});

describe('a case', () => {
  it('carries code, queue, priority, and the answers its form has fields for', () => {
    const form = { name: 'pothole_details', fields: { depth: 'hole_depth', colour: 'hole_colour', missing: 'never' } };
    const attributes = [
      { code: 'depth', values: ['20 cm'] },
      { code: 'colour', values: ['black', 'grey'] },
      { code: 'lane', values: ['left'] },
    ];
    const made = created(aServiceRequest({ attributes }), {
      cases: { pothole: { eventCode: 7, queue: 'Q', priority: 2, form } },
    });
    expect(textOf(made, 'ClassificationEventCode')).toBe('7');
    expect(textOf(made, 'Queue')).toBe('Q');
    expect(textOf(made, 'Priority')).toBe('2');
    expect(textOf(made, 'Form', 'FormName')).toBe('pothole_details');
    const fields = children(child(made, 'Form'), 'FormField').map((field) => [textOf(field, 'Key'), textOf(field, 'Value')]);
    expect(fields).toEqual([
      ['hole_depth', '20 cm'],
      ['hole_colour', 'black, grey'],
    ]);
    expect(textOf(made, 'Description')).toContain('lane: left');
    expect(textOf(made, 'Description')).not.toContain('20 cm');
  });

  it('tells by default all a resident said but who that is', () => {
    const request = aServiceRequest({ mediaUrls: ['https://example.org/1.jpg'] });
    expect(textOf(created(request), 'Description')).toBe(
      'A hole as deep as a bucket\nAddress: 12 Mill Lane\nLocation: 51.65231, -0.08113\ndepth: deep\nPhoto: https://example.org/1.jpg',
    );
  });

  it('has title and description by the site’s own templates', () => {
    const settings = {
      titleTemplate: '{{ id }} {{ group }}',
      descriptionTemplate: '{{ reporter.firstName }}: {{ description | upcase }}',
    };
    const made = created(aServiceRequest({ id: '26-7' }), settings);
    expect(textOf(made, 'Title')).toBe('26-7 Streets');
    expect(textOf(made, 'Description')).toBe('Ada: A HOLE AS DEEP AS A BUCKET');
  });

  it('is what the default says where no case names the service', () => {
    const defaultCase = { eventCode: 9 };
    expect(textOf(created(aServiceRequest({ serviceCode: 'other' }), { defaultCase }), 'ClassificationEventCode')).toBe('9');
    expect(textOf(created(aServiceRequest(), { defaultCase }), 'ClassificationEventCode')).toBe('4000041');
  });

  it.each(['other', 'constructor', 'toString'])('is not made of the service %s that nobody configured', (serviceCode) => {
    const request = aServiceRequest({ serviceCode });
    expect(() => created(request)).toThrow(MisconfiguredError);
    expect(() => created(request)).toThrow(`cases.${serviceCode}`);
  });

  it('has its coordinates in the grid and with the digits of the settings', () => {
    const at = aServiceRequest({ point: { lat: 52.658007833, long: 1.716073973 } });
    const xy = created(at, { coordinates: { target: 'xy', projection: 'EPSG:27700', decimals: 0 } });
    expect(textOf(xy, 'XCoord')).toMatch(/^6514\d\d$/);
    expect(textOf(xy, 'YCoord')).toMatch(/^3131\d\d$/);
    const form = created(at, { coordinates: { target: 'form', projection: 'EPSG:4326', decimals: 3, xKey: 'x', yKey: 'y' } });
    expect(children(child(form, 'Form'), 'FormField').map((each) => textOf(each, 'Value'))).toEqual(['1.716', '52.658']);
    expect(child(form, 'XCoord')).toBeUndefined();
  });

  it('goes without coordinates where there are none, or none in the grid', () => {
    const warn = jest.fn();
    const settings = laganSettings({ coordinates: { target: 'xy', projection: '+proj=gnom +lat_0=90 +lon_0=0' } });
    const mapping = new LaganMapping(settings);
    const far = mapping.toCaseCreate(aServiceRequest({ point: { lat: -50, long: 0 } }), { ...logger, warn });
    const none = mapping.toCaseCreate(aServiceRequest({ point: undefined }), logger);
    for (const made of [far, none]) expect(child(readSoap(asSent(made)).content, 'XCoord')).toBeUndefined();
    expect(warn).toHaveBeenCalledTimes(1);
  });
});

describe('what is too long', () => {
  it('loses the service name before it loses our id', () => {
    const title = textOf(created(aServiceRequest({ id: '26-00000001', serviceName: 'Very long name '.repeat(20) })), 'Title')!;
    expect(title).toMatch(/^Very long name.*…\(Open311 26-00000001\)$/);
    expect([...title].length).toBe(100);
  });

  it('is cut by code points at the site’s own limits, and the log says which field', () => {
    const info = jest.fn();
    const settings = laganSettings({
      limits: { titleCharacters: 60, descriptionCharacters: 100, formValueCharacters: 5 },
      cases: { pothole: { eventCode: 1, form: { fields: { depth: 'hole_depth' } } } },
    });
    const request = aServiceRequest({
      description: '🕳'.repeat(200),
      serviceName: 'n'.repeat(100),
      attributes: [{ code: 'depth', values: ['0123456789'] }],
    });
    const made = readSoap(asSent(new LaganMapping(settings).toCaseCreate(request, { ...logger, info }))).content!;
    expect([...textOf(made, 'Title')!].length).toBe(60);
    expect([...textOf(made, 'Description')!]).toEqual([...'🕳'.repeat(99), '…']);
    expect(textOf(child(made, 'Form')!, 'FormField', 'Value')).toBe('0123…');
    const told = info.mock.calls.map(([fields]) => (fields as { field: string }).field);
    expect(told.sort()).toEqual(['Description', 'Title', 'hole_depth']);
  });

  it('is the report’s doing where a template breaks its bounds', () => {
    const settings = { descriptionTemplate: '{% for a in (1..100000) %}{{ description }}{% endfor %}' };
    const request = aServiceRequest({ description: 'x'.repeat(2000) });
    expect(() => created(request, settings)).toThrow(RejectedError);
    expect(() => created(request, settings)).toThrow(/descriptionTemplate/);
  });
});

describe('the title', () => {
  it('is one line, and the same each time', () => {
    const mapping = new LaganMapping(laganSettings());
    const request = aServiceRequest({ id: '26-1', serviceName: ' Pot\r\n\thole ' });
    expect(mapping.title(request, logger)).toBe('Pot hole (Open311 26-1)');
    expect(mapping.title(request, logger)).toBe(mapping.title({ ...request, description: 'other' }, logger));
  });
});

describe('a snapshot', () => {
  const core = (...fields: XmlNode[]) =>
    child(readSoap(asSent(node('flt:FWTCaseFullDetails', [node('CoreDetails', fields)]))).content, 'CoreDetails');

  it('brings the CRM’s own words', () => {
    const words = [
      node('Status', 'closed'),
      node('caseCloseureReason', 'Case Resolved (repaired)'),
      node('caseCloseureReasonDescription', 'Filled.'),
    ];
    const snapshot = toSnapshot(
      core(node('flt:CaseReference', '101'), node('Closed', '2024-05-03T14:02:11.000Z'), ...words),
      'Europe/London',
    );
    expect(snapshot).toEqual({
      caseRef: '101',
      status: 'closed',
      reason: 'Case Resolved (repaired)',
      publicText: 'Filled.',
      changedAt: new Date('2024-05-03T14:02:11.000Z'),
    });
  });

  it('reads a closing time without a zone in the site’s zone, and none where it is unreadable', () => {
    const closed = (text: string) =>
      toSnapshot(core(node('flt:CaseReference', '1'), node('Status', 'closed'), node('Closed', text)), 'America/New_York');
    expect(closed('2024-05-03T14:02:11')?.changedAt?.toISOString()).toBe('2024-05-03T18:02:11.000Z');
    expect(closed('last week')?.changedAt).toBeUndefined();
  });

  it('is none without reference or status', () => {
    expect(toSnapshot(core(node('Status', 'open')), 'UTC')).toBeUndefined();
    expect(toSnapshot(core(node('flt:CaseReference', '1')), 'UTC')).toBeUndefined();
    expect(toSnapshot(undefined, 'UTC')).toBeUndefined();
  });
});
