import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { OutcomeUnknownError, RejectedError, TransientError } from '../../src/adapter-kit/errors.js';
import type { Emulator } from '../../src/adapter-kit/emulator/emulator.js';
import { envelope, readSoap } from '../../src/adapter-kit/xml/soap.js';
import { buildXml } from '../../src/adapter-kit/xml/xml.js';
import { children, textOf, type XmlElement } from '../../src/adapter-kit/xml/xml-element.js';
import { node, optional, type XmlNode } from '../../src/adapter-kit/xml/xml-node.js';
import { aCallContext } from '../../test/adapter-kit/a-call-context.js';
import { aCaseNote, aCasePicture } from '../../test/adapter-kit/a-case-note.js';
import { aServiceRequest } from '../../test/adapter-kit/a-service-request.js';
import { EmulatorControl } from '../../test/adapter-kit/emulator-control.js';
import { aFault, aSoapAnswer, laganSettings, NIL, ScriptedSite } from '../../test/adapters/a-lagan-site.js';
import { FlSchema } from './emulator/fl-schema.js';
import { LaganAdapter } from './lagan.adapter.js';
import { startLaganEmulator } from './lagan.emulator.js';
import { LaganNotes, toDocument, toNotesRequest } from './lagan.notes.js';

const schema = new FlSchema('FLTypes.xsd');
const logger = { info: () => undefined, warn: () => undefined };
const REF = '101000002989';
const asSent = (body: XmlNode) => buildXml(envelope({ body, namespaces: { flt: 'http://www.lagan.com/wsdl/FLTypes' } }));
const fixture = (file: string) => readSoap(readFileSync(new URL(`./fixtures/${file}`, import.meta.url), 'utf8')).content!;

/** What a note would be on the wire, held against the schema. */
function valid(request: XmlNode): XmlElement {
  const xml = asSent(request);
  expect(schema.mistakeIn(xml)).toBeUndefined();
  return readSoap(xml).content!;
}

const notes = (changes = {}) => new LaganNotes(laganSettings(changes));
const noteOf = (changes = {}, overrides = {}) => valid(notes(changes).toNote(REF, aCaseNote(overrides), logger));
const adapter = (changes = {}) => new LaganAdapter(laganSettings(changes));

/** Names, and the values that don't differ from call to call. */
const shape = ({ name, text, children: inside }: XmlElement, without: readonly string[]): unknown =>
  inside.length > 0 ? [name, inside.map((each) => shape(each, without))] : [name, without.includes(name) ? '' : text];

describe('a note on the wire', () => {
  it('has the shape of the one that works at a real site', () => {
    const picture = aCasePicture({ fileName: 'photo-1.jpg' });
    const sent = valid(notes().toPictureNote(REF, picture, '{0B6F6F0E-33B1-4D7E-9B0F-0C2D7A1E5A11}'));
    expect(shape(sent, ['Text'])).toEqual(shape(fixture('createNotes.request.xml'), ['Text']));
    const document = valid(toDocument(picture));
    expect(shape(document, ['Document'])).toEqual(shape(fixture('addDocumentToRepository.request.xml'), ['Document']));
    expect(Buffer.from(textOf(document, 'Document')!, 'base64')).toEqual(picture.bytes);
  });

  it('says what was written and shown, carries our id, and not who wrote it', () => {
    const sent = noteOf({}, { id: 'upd-1', mediaUrls: ['https://bridge.example/1.jpg'] });
    expect(textOf(sent, 'NoteDetails', 'Text')).toBe('The hole has grown\nPhoto: https://bridge.example/1.jpg\n(Open311 upd-1)');
  });

  it('is written by the site’s own template', () => {
    const noteTemplate = '{{ author.firstName }}, {{ writtenAt }}: {{ text }} [{{ id }}]';
    const sent = noteOf({ noteTemplate }, { id: 'upd-1', writtenAt: new Date('2024-05-01T08:00:00Z') });
    expect(textOf(sent, 'NoteDetails', 'Text')).toBe('Grace, 2024-05-01T08:00:00.000Z: The hole has grown [upd-1]');
  });

  it('loses what was written before it loses our id', () => {
    const text = textOf(noteOf({}, { id: 'upd-1', text: '🕳'.repeat(5000) }), 'NoteDetails', 'Text')!;
    expect([...text].length).toBe(4000);
    expect(text).toMatch(/🕳…upd-1\)$/u);
    const short = noteOf({ limits: { noteCharacters: 100 } }, { id: 'upd-1', text: 'x'.repeat(5000) });
    expect([...textOf(short, 'NoteDetails', 'Text')!].length).toBe(100);
  });

  it('goes without the characters that no XML may hold', () => {
    expect(textOf(noteOf({}, { text: 'a\u0000\ud800<&>]]>' }), 'NoteDetails', 'Text')).toMatch(/^a.*<&>\]\]>\n/);
  });

  it.each([
    ['101000002989', '101000002989'],
    ['NEW-101000002989', '101000002989'],
    ['A-7-00101', '00101'],
  ])('goes to the number in the reference %s', (caseRef, parent) => {
    const sent = valid(notes().toNote(caseRef, aCaseNote(), logger));
    expect([textOf(sent, 'ParentId'), textOf(sent, 'ParentType')]).toEqual([parent, '0']);
  });

  it.each(['00101-NEW', 'CASE101', ''])('is refused where the reference %j ends in no number', (caseRef) => {
    expect(() => notes().toNote(caseRef, aCaseNote(), logger)).toThrow(RejectedError);
  });

  it('is asked for with the case itself, which proves that there is one', () => {
    expect(children(valid(toNotesRequest(REF)), 'Option').map(({ text }) => text)).toEqual(['core', 'notes']);
  });
});

describe('looking for a note', () => {
  const core = node('CoreDetails', [node('flt:CaseReference', REF), node('Status', 'open')]);
  const details = (texts?: readonly (string | undefined)[]) =>
    new ScriptedSite(() =>
      aSoapAnswer(
        node('flt:FWTCaseFullDetails', [
          core,
          texts &&
            node(
              'Notes',
              texts.map((text) => node('Note', [node('NoteID', 1), optional('Text', text)])),
            ),
        ]),
      ),
    );
  const look = (site: ScriptedSite) => adapter().findNote(REF, aCaseNote({ id: 'upd-1' }), site.context());

  it.each([
    ['done', ['Inspector visited.', 'Grown (Open311 upd-1)']],
    ['done', ['GROWN - OPEN311 upd-1.']],
    ['absent', ['Grown (Open311 upd-12)', 'xupd-1']],
    ['absent', [undefined]],
    ['absent', []],
    ['absent', undefined],
  ])('says %s of the notes %j', async (is, texts) => {
    await expect(look(details(texts))).resolves.toEqual({ is });
  });

  it('can’t tell when the CRM says that there is no such case', async () => {
    const nil = node('flt:FWTCaseFullDetails', [], NIL);
    await expect(look(new ScriptedSite(() => aSoapAnswer(nil)))).resolves.toMatchObject({ is: 'unknowable' });
  });

  it.each([
    ['empty', node('flt:FWTCaseFullDetails')],
    ['missing', undefined],
  ])('asks again when the case is %s: it was there before', async (_name, body) => {
    await expect(look(new ScriptedSite(() => aSoapAnswer(body)))).rejects.toBeInstanceOf(TransientError);
  });

  it('finds the note of a picture by the name of its file', async () => {
    const picture = aCasePicture({ fileName: '7c0d.jpg' });
    const find = (texts: readonly string[]) => adapter().findMedia(REF, picture, details(texts).context());
    await expect(find(['Photo: 7c0d.jpg'])).resolves.toEqual({ is: 'done' });
    await expect(find(['Photo: a7c0d.jpg'])).resolves.toEqual({ is: 'absent' });
  });
});

describe('attaching a picture', () => {
  const root = ({ body }: { body?: unknown }) => readSoap(String(body)).content!.name;
  /** Answers uploads with a document, and notes as told. */
  const site = (note: () => ReturnType<typeof aSoapAnswer>) =>
    new ScriptedSite((request) => (root(request) === 'FWTDocument' ? aSoapAnswer(node('flt:FWTDocumentRef', '{A}')) : note()));
  const done = () => aSoapAnswer(node('flt:FWTNoteToParentRefResponse', 0));

  it('uploads it, then shows it in a note, and does not upload it again when the note has to be', async () => {
    const answers = [aSoapAnswer(undefined), done()];
    const crm = site(() => answers.shift()!);
    const context = crm.context();
    const picture = aCasePicture();
    await expect(adapter().attachMedia(REF, picture, context)).rejects.toBeInstanceOf(OutcomeUnknownError);
    await adapter().attachMedia(REF, picture, context);
    expect(crm.requests.map(root)).toEqual(['FWTDocument', 'FWTNoteToParentRef', 'FWTNoteToParentRef']);
    const attachment = ['NoteDetails', 'NoteAttachments', 'NoteAttachmentList', 'AttachmentIdentifier'];
    expect(crm.messages.slice(1).map(({ content }) => textOf(content, ...attachment))).toEqual(['{A}', '{A}']);
  });

  it.each([
    ['an empty body', undefined],
    ['an empty reference', node('flt:FWTDocumentRef', '')],
    ['a nil reference', node('flt:FWTDocumentRef', [], NIL)],
  ])('has put nothing on the case while the upload is answered by %s', async (_name, body) => {
    const crm = new ScriptedSite(() => aSoapAnswer(body));
    await expect(adapter().attachMedia(REF, aCasePicture(), crm.context())).rejects.toBeInstanceOf(TransientError);
    expect(crm.requests.map(root)).toEqual(['FWTDocument']);
  });

  it('is refused where the CRM refuses the document', async () => {
    const crm = new ScriptedSite(() => aFault({ message: 'The document is too large', code: 5 }));
    await expect(adapter().attachMedia(REF, aCasePicture(), crm.context())).rejects.toThrow('The document is too large');
  });
});

describe('a site', () => {
  let emulator: Emulator;
  beforeEach(async () => {
    emulator = await startLaganEmulator({ auth: 'usernameToken' });
  });
  afterEach(() => emulator.close());

  it('shows notes and pictures in its ledger, in the order in which they came', async () => {
    const crm = adapter(emulator.settings);
    const caseRef = await crm.createCase(aServiceRequest(), aCallContext());
    const [first, second] = [aCaseNote({ text: 'One' }), aCaseNote({ text: 'Two' })];
    const picture = aCasePicture();
    await crm.addNote(caseRef, first, aCallContext());
    await crm.attachMedia(caseRef, picture, aCallContext());
    await crm.addNote(caseRef, second, aCallContext());
    const [entry] = await new EmulatorControl(emulator.controlUrl).cases();
    expect(entry!.notes.map(({ text, author }) => [author, text])).toEqual([
      ['open311', `One\n(Open311 ${first.id})`],
      ['open311', `Photo: ${picture.fileName}`],
      ['open311', `Two\n(Open311 ${second.id})`],
    ]);
    expect(entry!.files).toEqual([
      {
        name: picture.fileName,
        contentType: 'image/jpeg',
        size: picture.bytes.length,
        sha256: createHash('sha256').update(picture.bytes).digest('hex'),
        at: expect.any(String),
      },
    ]);
  });

  it('refuses a note about no case, and one that shows no document', async () => {
    const crm = adapter(emulator.settings);
    const caseRef = await crm.createCase(aServiceRequest(), aCallContext());
    await expect(crm.addNote('1', aCaseNote(), aCallContext())).rejects.toThrow(/no case 1/);
    const context = aCallContext();
    await context.kept.keep('document', '{GONE}');
    await expect(crm.attachMedia(caseRef, aCasePicture(), context)).rejects.toThrow(/no document/);
    const [entry] = await new EmulatorControl(emulator.controlUrl).cases();
    expect(entry).toMatchObject({ notes: [], files: [] });
  });
});
