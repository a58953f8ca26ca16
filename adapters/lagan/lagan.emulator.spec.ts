import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Emulator } from '../../src/adapter-kit/emulator/emulator.js';
import { binarySecurityToken, envelope, readSoap, type SoapMessage, usernameToken } from '../../src/adapter-kit/xml/soap.js';
import { buildXml } from '../../src/adapter-kit/xml/xml.js';
import { child, children, textOf } from '../../src/adapter-kit/xml/xml-element.js';
import { node, type XmlNode } from '../../src/adapter-kit/xml/xml-node.js';
import { EmulatorControl } from '../../test/adapter-kit/emulator-control.js';
import { FlSchema } from './emulator/fl-schema.js';
import { type LaganEmulatorOptions, startLaganEmulator } from './lagan.emulator.js';
import { wordsOf } from './lagan.faults.js';

const schemas = { FL: new FlSchema('FLTypes.xsd'), FLAuth: new FlSchema('FLAuthTypes.xsd') };
const namespaces = { flt: 'http://www.lagan.com/wsdl/FLTypes' };
const running: Emulator[] = [];
const RIGHT = usernameToken('open311', 'secret');

afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.close()));
});

async function aSite(options: LaganEmulatorOptions = {}) {
  const emulator = await startLaganEmulator(options);
  running.push(emulator);
  return { emulator, control: new EmulatorControl(emulator.controlUrl), ...callers(emulator) };
}

function callers({ settings }: Emulator) {
  const post = async (service: 'FL' | 'FLAuth', body: XmlNode | undefined, header: XmlNode | undefined = RIGHT, headers = {}) => {
    const url = String(service === 'FL' ? settings['endpoint'] : settings['authEndpoint']);
    const answer = await fetch(url, {
      method: 'POST',
      body: buildXml(envelope({ header, body, namespaces })),
      headers: { 'content-type': 'text/xml', ...headers },
    });
    return { status: answer.status, text: await answer.text() };
  };
  /** Answers that aren't faults must be valid. */
  const call = async (body: XmlNode, header?: XmlNode): Promise<SoapMessage> => {
    const { text } = await post('FL', body, header);
    const message = readSoap(text);
    if (message.content && !message.content.isNil) expect(schemas.FL.mistakeIn(text)).toBeUndefined();
    return message;
  };
  return { post, call };
}

const aCase = (title = 'Pothole', more: (XmlNode | undefined)[] = []) =>
  node('flt:FWTCaseCreate', [node('ClassificationEventCode', 4000041), node('Title', title), ...more]);
const search = (...criteria: XmlNode[]) => node('flt:FWTCaseSearch', criteria);
const details = (ref: string, ...options: string[]) =>
  node('flt:FWTCaseFullDetailsRequest', [node('flt:CaseReference', ref), ...options.map((each) => node('Option', each))]);
const refsIn = ({ content }: SoapMessage) => children(content, 'CaseBriefDetails').map((each) => textOf(each, 'CaseReference'));
const wordsIn = ({ fault }: SoapMessage) => wordsOf(fault!).message;

describe('cases', () => {
  it('get references of twelve digits, and the ledger keeps every field', async () => {
    const { call, control } = await aSite();
    const fields = [
      node('Description', 'deep'),
      node('Queue', 'Highways'),
      node('Form', [node('FormField', [node('Value', '20 cm'), node('Key', 'depth')]), node('FormName', 'f')]),
      node('XCoord', '1.50'),
      node('YCoord', '2'),
    ];
    expect((await call(aCase('Pothole', fields))).content).toMatchObject({ name: 'CaseReference', text: '101000000001' });
    expect((await call(aCase())).content?.text).toBe('101000000002');
    expect((await control.cases())[0]).toMatchObject({
      ref: '101000000001',
      fields: {
        ClassificationEventCode: '4000041',
        Title: 'Pothole',
        Description: 'deep',
        Queue: 'Highways',
        Form: { FormField: { Value: '20 cm', Key: 'depth' }, FormName: 'f' },
        XCoord: '1.50',
        YCoord: '2',
        RaisedByUser: 'open311',
      },
    });
  });

  it('can be read by section, closed with a reason, and opened again', async () => {
    const { call } = await aSite();
    const form = node(
      'Form',
      [1, 2].map((n) => node('FormField', [node('Value', n), node('Key', `k${n}`)])),
    );
    const ref = (await call(aCase('Pothole', [form]))).content!.text;
    const reason = node('Reason', [node('Title', 'Case Resolved'), node('Description', 'Filled.')]);
    expect((await call(node('flt:FWTCaseClose', [node('flt:CaseReference', ref), reason]))).content?.text).toBe('0');
    const closed = (await call(details(ref, 'all'))).content;
    expect(textOf(closed, 'CoreDetails', 'Status')).toBe('closed');
    expect(textOf(closed, 'CoreDetails', 'caseCloseureReason')).toBe('Case Resolved');
    expect(textOf(closed, 'CoreDetails', 'caseCloseureReasonDescription')).toBe('Filled.');
    expect(children(child(closed, 'Form'), 'FormField')).toHaveLength(2);
    expect(child((await call(details(ref, 'notes'))).content, 'CoreDetails')).toBeUndefined();
    await call(node('flt:FWTReopenCaseRequest', [node('flt:CaseReference', ref)]));
    const open = (await call(details(ref, 'core'))).content;
    expect(textOf(open, 'CoreDetails', 'Status')).toBe('open');
    expect(textOf(open, 'CoreDetails', 'Closed')).toBeUndefined();
    expect(textOf(open, 'CoreDetails', 'caseCloseureReason')).toBeUndefined();
  });

  it('take updates, notes and documents', async () => {
    const { call } = await aSite();
    const ref = (await call(aCase())).content!.text;
    await call(node('flt:FWTCaseUpdate', [node('flt:CaseReference', ref), node('Title', 'New'), node('NewNote', 'grown')]));
    const document = node('flt:FWTDocument', [
      node('Document', 'AAAA'),
      node('DocumentType', 1),
      node('DocumentName', 'photo.jpg'),
    ]);
    const id = (await call(document)).content!.text;
    const attachment = node('NoteAttachmentList', [node('AttachmentName', 'photo.jpg'), node('AttachmentIdentifier', id)]);
    const note = node('NoteDetails', [node('Text', 'Photo'), node('NoteAttachments', [attachment])]);
    await call(node('flt:FWTNoteToParentRef', [node('ParentId', ref), node('ParentType', 0), note]));
    const read = (await call(details(ref, 'core', 'notes'))).content;
    expect(textOf(read, 'CoreDetails', 'Title')).toBe('New');
    expect(children(child(read, 'Notes'), 'Note').map((each) => textOf(each, 'Text'))).toEqual(['grown', 'Photo']);
    expect(refsIn(await call(search(node('Title', 'New'))))).toEqual([ref]);
    expect(refsIn(await call(search(node('Title', 'Pothole'))))).toEqual([]);
  });

  it('that aren’t there are a nil root to read, and a fault to change', async () => {
    const { call } = await aSite();
    expect((await call(details('1', 'core'))).content).toMatchObject({ name: 'FWTCaseFullDetails', isNil: true });
    expect(wordsIn(await call(node('flt:FWTReopenCaseRequest', [node('flt:CaseReference', '1')])))).toMatch(/no case 1/);
    const reason = node('Reason', [node('Title', 'x')]);
    expect(wordsIn(await call(node('flt:FWTCaseClose', [node('flt:CaseReference', '1'), reason])))).toMatch(/no case 1/);
  });

  it('come back after a restart, with their titles and the next number', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lagan-'));
    const ledgerFile = join(folder, 'ledger.jsonl');
    const first = await aSite({ ledgerFile });
    await first.call(aCase('Before'));
    await first.emulator.close();
    const second = await aSite({ ledgerFile });
    expect(refsIn(await second.call(search(node('Title', 'Before'))))).toEqual(['101000000001']);
    expect((await second.call(aCase())).content?.text).toBe('101000000002');
    rmSync(folder, { recursive: true });
  });

  it('of an unknown code are refused, where codes are given', async () => {
    const { call, control } = await aSite({ eventCodes: [1] });
    expect(wordsIn(await call(aCase()))).toBe('No classification event has the code 4000041');
    expect(await control.cases()).toEqual([]);
  });
});

describe('searches', () => {
  it('find by each criterion exactly', async () => {
    const { call } = await aSite();
    const other = node('flt:FWTCaseCreate', [
      node('ClassificationEventCode', 2),
      node('Priority', 1),
      node('Title', 'Tree'),
      node('Queue', 'Parks'),
    ]);
    await call(aCase());
    await call(other);
    const found = async (...criteria: XmlNode[]) => refsIn(await call(search(...criteria)));
    const [first, second] = ['101000000001', '101000000002'];
    expect(await found()).toEqual([first, second]);
    expect(await found(node('Title', 'Tree'))).toEqual([second]);
    expect(await found(node('Title', 'tree'))).toEqual([]);
    expect(await found(node('Title', 'Tre'))).toEqual([]);
    expect(await found(node('ClassificationEventCode', 2))).toEqual([second]);
    expect(await found(node('ClassificationEventCode', 2), node('Title', 'Pothole'))).toEqual([]);
    expect(await found(node('Queue', 'Parks'))).toEqual([second]);
    expect(await found(node('flt:CaseReference', first!))).toEqual([first]);
    expect(await found(node('Status', 'closed'))).toEqual([]);
    expect(await found(node('Status', 'all'))).toEqual([first, second]);
    expect(await found(node('PriorityMaximum', 2))).toEqual([second]);
    expect(await found(node('RaisedByUser', [node('UserID', 'jsmith')]))).toEqual([]);
    expect(await found(node('CreatedAfter', '2999-01-01T00:00:00Z'))).toEqual([]);
    expect(await found(node('CreatedBefore', '2000-01-01T00:00:00+01:00'))).toEqual([]);
    expect(await found(node('CreatedAfter', '2000-01-01T00:00:00Z'), node('ResultsLimit', 1))).toEqual([first]);
  });

  it('never bring more than the site’s own bound, said or not', async () => {
    const { call } = await aSite({ resultsBound: 2 });
    for (const title of ['a', 'b', 'c']) await call(aCase(title));
    expect(refsIn(await call(search()))).toHaveLength(2);
    expect(refsIn(await call(search(node('ResultsLimit', 100))))).toHaveLength(2);
  });

  it('bring everything under a title, on a site that does not search by it', async () => {
    const { call } = await aSite({ searchesTitles: false });
    for (const title of ['a', 'b']) await call(aCase(title));
    expect(refsIn(await call(search(node('Title', 'a'))))).toHaveLength(2);
  });

  it('for changes see what was touched, by the control interface too', async () => {
    const { call, control } = await aSite();
    const refs = [(await call(aCase('a'))).content!.text, (await call(aCase('b'))).content!.text];
    await new Promise((resolve) => setTimeout(resolve, 5));
    await control.close(refs[1]!, 'Repaired', 'Thank you');
    const { modifiedAt } = (await control.cases()).find(({ ref }) => ref === refs[1])!;
    const changed = node('flt:FWTSearchAndRetrieveCase', [
      node('flt:FWTCaseSearch', [node('LastModifiedDateFrom', modifiedAt), node('LastModifiedDateTo', modifiedAt)]),
      node('Option', 'core'),
    ]);
    const found = children((await call(changed)).content, 'FWTCaseFullDetails').map((each) => child(each, 'CoreDetails'));
    expect(found.map((core) => textOf(core, 'CaseReference'))).toEqual([refs[1]]);
    expect(textOf(found[0], 'caseCloseureReasonDescription')).toBe('Thank you');
  });

  it('by what this stand-in does not keep are refused rather than answered wrongly', async () => {
    const { call } = await aSite();
    expect(wordsIn(await call(search(node('CategoryNameKey', 'x'))))).toMatch(/CategoryNameKey/);
  });

  it('forget what was reset', async () => {
    const { call, control } = await aSite();
    await call(aCase());
    await control.reset();
    expect(refsIn(await call(search(node('Title', 'Pothole'))))).toEqual([]);
    await call(aCase('Other'));
    expect(refsIn(await call(search(node('Title', 'Pothole'))))).toEqual([]);
  });
});

describe('requests that the schema does not know', () => {
  it.each([
    [
      'a wrong order',
      node('flt:FWTCaseCreate', [node('Title', 'x'), node('ClassificationEventCode', 1)]),
      /ClassificationEventCode/,
    ],
    [
      'a wrong namespace',
      node('flt:FWTCaseFullDetailsRequest', [node('CaseReference', '1'), node('Option', 'core')]),
      /CaseReference/,
    ],
    ['a value of another type', node('flt:FWTCaseCreate', [node('ClassificationEventCode', 'pothole')]), /pothole/],
    ['a title too long', aCase('x'.repeat(101)), /maxLength/i],
    ['an unknown root', node('flt:FWTNothing'), /FWTNothing/],
  ])('get a fault as Axis makes it, with 500: %s', async (_name, request, words) => {
    const { post, control } = await aSite();
    const { status, text } = await post('FL', request);
    const { fault } = readSoap(text);
    expect(status).toBe(500);
    expect(fault).toMatchObject({ code: 'soapenv:Server.userException', text: expect.stringMatching(words) });
    expect(wordsOf(fault!).typed).toBe(false);
    expect(await control.cases()).toEqual([]);
  });

  it('get one too when they are no XML, or have a document type', async () => {
    const { emulator } = await aSite();
    for (const body of ['<x', `<!DOCTYPE x>${buildXml(envelope({ body: aCase(), namespaces }))}`]) {
      const answer = await fetch(String(emulator.settings['endpoint']), { method: 'POST', body });
      expect(answer.status).toBe(500);
      expect(readSoap(await answer.text()).fault?.text).toMatch(/SAXParseException/);
    }
  });

  it('are those with newer elements, on the older contract', async () => {
    const { call } = await aSite({ contract: 'older' });
    const words = wordsIn(await call(search(node('LastModifiedDateFrom', '2024-05-03T14:00:00Z'))));
    expect(words).toBe('org.xml.sax.SAXException: Invalid element in FWTCaseSearch - LastModifiedDateFrom');
    const ref = (await call(aCase())).content!.text;
    await call(node('flt:FWTCaseClose', [node('flt:CaseReference', ref), node('Reason', [node('Title', 'Repaired')])]));
    expect(child(child((await call(details(ref, 'core'))).content, 'CoreDetails'), 'caseCloseureReason')).toBeUndefined();
    expect((await call(search())).content?.children[0]?.children.map(({ name }) => name)).not.toContain('LastModifiedDate');
  });
});

describe('who may call', () => {
  const basic = (account: string) => ({ authorization: `Basic ${Buffer.from(account).toString('base64')}` });
  const WRONG = usernameToken('open311', 'guess');
  const NOBODY = node('soapenv:none');

  it.each([
    ['any', RIGHT, {}, 200],
    ['any', NOBODY, basic('open311:secret'), 200],
    ['any', WRONG, {}, 500],
    ['any', NOBODY, {}, 500],
    ['any', WRONG, basic('open311:secret'), 500],
    ['any', RIGHT, basic('open311:guess'), 401],
    ['basic', NOBODY, basic('open311:secret'), 200],
    ['basic', RIGHT, {}, 401],
    ['usernameToken', RIGHT, {}, 200],
    ['usernameToken', NOBODY, basic('open311:secret'), 500],
    ['token', RIGHT, {}, 500],
    ['token', binarySecurityToken('made-up'), {}, 500],
    ['none', NOBODY, {}, 200],
  ] as const)('auth %s: %#', async (auth, header, headers, expected) => {
    const { post, control } = await aSite({ auth });
    const { status, text } = await post('FL', aCase(), header, headers);
    expect(status).toBe(expected);
    if (status === 500)
      expect(wordsOf(readSoap(text).fault!)).toMatchObject({ errorCode: 1001, message: 'Authentication failed' });
    expect(await control.cases()).toHaveLength(expected === 200 ? 1 : 0);
  });

  it.each([undefined, node('authenticate'), node('verify')])('a log-in brings a token that works: %#', async (body) => {
    const { post, call } = await aSite({ auth: 'token' });
    const { text } = await post('FLAuth', body);
    expect(schemas.FLAuth.mistakeIn(text)).toBeUndefined();
    const token = textOf(readSoap(text).header, 'Security', 'BinarySecurityToken')!;
    expect((await call(aCase(), binarySecurityToken(token))).content?.name).toBe('CaseReference');
  });

  it('a log-in with a wrong password brings none', async () => {
    const { post } = await aSite();
    const { status, text } = await post('FLAuth', undefined, WRONG);
    expect(status).toBe(500);
    expect(readSoap(text).header).toBeUndefined();
  });
});

describe('over plain HTTP', () => {
  it.each(['FL', 'FLAuth'] as const)('%s?wsdl is the WSDL with this address in it', async (service) => {
    const { emulator } = await aSite();
    const base = `http://127.0.0.1:${emulator.servicePort}/lagan/services`;
    const wsdl = await (await fetch(`${base}/${service}?wsdl`)).text();
    expect(wsdl).toContain(`location="${base}/${service}"`);
    const schema = await (await fetch(`${base}/${service}Types.xsd`)).text();
    expect(schema).toContain('<xs:schema');
  });

  it('other addresses are told so', async () => {
    const { emulator } = await aSite();
    const base = `http://127.0.0.1:${emulator.servicePort}`;
    expect((await fetch(`${base}/lagan/services/FL`)).status).toBe(405);
    expect((await fetch(`${base}/elsewhere`, { method: 'POST', body: buildXml(envelope({})) })).status).toBe(404);
  });
});
