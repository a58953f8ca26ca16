import { OutcomeUnknownError, MisconfiguredError, RejectedError, TransientError } from '../../src/adapter-kit/errors.js';
import { aCallContext } from '../../test/adapter-kit/a-call-context.js';
import { aCaseNote, aCasePicture } from '../../test/adapter-kit/a-case-note.js';
import { type Answer, AnsweringServer } from '../../test/adapter-kit/answering-server.js';
import { restAdapterFor } from '../../test/adapters/rest-adapter-for.js';

const crm = AnsweringServer.forTests();

const adapter = (changes: Record<string, unknown>) => restAdapterFor(crm, changes);
const answers = (answer: Answer) => (crm.answer = () => answer);
const OK: Answer = { status: 201, body: { ok: true } };

describe('a note', () => {
  const note = { path: '/cases/{{ caseRef }}/notes', body: '{"text": note.text, "by": note.author, "at": note.writtenAt}' };
  const add = (changes = {}, context = aCallContext(), caseRef = 'C/1') =>
    adapter({ note: { ...note, ...changes } }).addNote!(caseRef, aCaseNote({ writtenAt: new Date(0) }), context);

  it('goes where and as the settings say', async () => {
    answers(OK);
    await add({ method: 'PUT', idempotencyHeader: 'Idempotency-Key' }, aCallContext({ idempotencyKey: 'key-1' }));
    const [received] = crm.received;
    expect(received).toMatchObject({ method: 'PUT', url: '/api/cases/C%2F1/notes', headers: { 'idempotency-key': 'key-1' } });
    expect(JSON.parse(received!.body)).toEqual({
      text: 'The hole has grown',
      by: { firstName: 'Grace', lastName: 'Hopper', email: 'grace@example.org', phone: '+44 20 7946 0002' },
      at: '1970-01-01T00:00:00.000Z',
    });
  });

  it.each([
    [{ status: 201 }, {}],
    [{ status: 204 }, {}],
    [{ status: 200 }, { success: 'status = 200' }],
  ])('is taken by %j with the settings %j', async (answer, changes) => {
    answers(answer);
    await expect(add(changes)).resolves.toBeUndefined();
  });

  it('that the CRM says it has already is done', async () => {
    answers({ status: 409, body: { code: 'duplicate' } });
    const errors = [{ when: 'body.code = "duplicate"', kind: 'exists' }];
    await expect(adapter({ note, errors }).addNote!('C1', aCaseNote(), aCallContext())).resolves.toBeUndefined();
  });

  it('may or may not be taken by an empty 200, unless the settings say so', async () => {
    answers({ status: 200 });
    await expect(add()).rejects.toBeInstanceOf(OutcomeUnknownError);
    await expect(add()).rejects.toThrow('note.success');
  });

  it.each([
    [{ status: 404, body: { error: 'gone' } }, RejectedError],
    [{ status: 422, body: { error: 'too long' } }, RejectedError],
    [{ status: 503 }, TransientError],
    [{ status: 500 }, OutcomeUnknownError],
  ])('means what HTTP means after %j', async (answer, expected) => {
    answers(answer);
    await expect(add()).rejects.toBeInstanceOf(expected);
  });

  it('that can not be mapped, or would lead elsewhere, is refused and not sent', async () => {
    await expect(add({ body: 'note.nothing' })).rejects.toThrow('note.body gives nothing');
    await expect(add({}, aCallContext(), '..')).rejects.toBeInstanceOf(RejectedError);
    expect(crm.received).toEqual([]);
  });

  describe('that may have been lost', () => {
    const find = { path: '/cases/{{ caseRef }}/notes', list: 'body.notes', matches: 'ref = $note.id and case = $caseRef' };
    const look = (changes = {}) =>
      adapter({ note: { ...note, find: { ...find, ...changes } } }).findNote!('C1', aCaseNote({ id: 'upd-1' }), aCallContext());

    it.each([
      [[{ ref: 'upd-1', case: 'C1' }], 'done'],
      [[{ ref: 'upd-12', case: 'C1' }], 'absent'],
      [[{ ref: 'upd-1', case: 'C2' }], 'absent'],
      [[], 'absent'],
    ])('is among %j: %s', async (notes, is) => {
      answers({ body: { notes } });
      await expect(look()).resolves.toEqual({ is });
    });

    it('can’t be told of where the case is gone', async () => {
      answers({ status: 404, body: { error: 'gone' } });
      await expect(look()).resolves.toMatchObject({
        is: 'unknowable',
        reason: expect.stringContaining('does not know the case'),
      });
    });

    it('is no reason to send it again when the look-up does not fit the CRM', async () => {
      answers({ body: { items: [] } });
      await expect(look()).rejects.toBeInstanceOf(MisconfiguredError);
      answers({ body: { notes: [{ ref: 'upd-1' }] } });
      await expect(look({ matches: '$number(ref)' })).rejects.toBeInstanceOf(MisconfiguredError);
    });
  });
});

describe('a picture', () => {
  const attachment = { path: '/cases/{{ caseRef }}/files' };
  const picture = aCasePicture({ fileName: 'a"b;c.jpg' });
  const attach = async (changes = {}) => {
    answers(OK);
    const context = aCallContext();
    await adapter({ attachment: { ...attachment, ...changes } }).attachMedia!('C1', picture, context);
    return { ...crm.received[0]!, exchanges: context.exchanges };
  };

  it('goes as a form with the fields before the file, and no name breaks out of its quotes', async () => {
    const body = '{"caseId": caseRef, "size": picture.size, "tags": ["a", "b"], "none": null}';
    const { headers, body: sent, exchanges } = await attach({ fileField: 'upload', body });
    expect(headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
    const names = [...sent.matchAll(/content-disposition: form-data; (.*)/gi)].map(([, rest]) => rest!.trim());
    expect(names).toEqual(['name="caseId"', 'name="size"', 'name="tags"', 'name="upload"; filename="a%22b;c.jpg"']);
    expect(sent).toContain('["a","b"]');
    expect(exchanges[0]!.requestBody).toBeUndefined();
  });

  it('goes as JSON with base64 where the settings say so', async () => {
    const { headers, body } = await attach({ sendAs: 'json', body: '{"name": picture.fileName, "data": content}' });
    expect(headers['content-type']).toBe('application/json');
    expect(JSON.parse(body)).toEqual({ name: 'a"b;c.jpg', data: picture.bytes.toString('base64') });
  });

  it('that can not be mapped is refused and not sent', async () => {
    await expect(attach({ sendAs: 'json', body: 'nothing' })).rejects.toThrow('attachment.body gives nothing');
    await expect(attach({ body: '[1]' })).rejects.toThrow('fields of the form');
    expect(crm.received).toEqual([]);
  });

  it('as large as the bridge takes them fits into JSON', async () => {
    answers(OK);
    const sendAs = { sendAs: 'json', body: '{"data": content}' };
    const large = aCasePicture({ bytes: Buffer.alloc(7_000_000, 1) });
    await adapter({ attachment: { ...attachment, ...sendAs } }).attachMedia!('C1', large, aCallContext());
    expect(JSON.parse(crm.received[0]!.body).data).toHaveLength(large.bytes.toString('base64').length);
  });
});

describe('a word on the status', () => {
  const update = {
    path: '/cases/{{ caseRef }}',
    body: 'change.closed ? {"state": "DONE", "why": change.status, "id": change.id}',
  };
  const follow = (status: 'fixed' | 'planned', context = aCallContext()) =>
    adapter({ update }).updateCase!('C1', { id: 'upd-1', status, writtenAt: new Date(0) }, context);

  it('goes where and as the settings say', async () => {
    answers({ status: 204 });
    await follow('fixed');
    expect(crm.received[0]).toMatchObject({ method: 'PATCH', url: '/api/cases/C1' });
    expect(JSON.parse(crm.received[0]!.body)).toEqual({ state: 'DONE', why: 'fixed', id: 'upd-1' });
  });

  it('that the body gives nothing for is not sent, and the log says so', async () => {
    const context = aCallContext();
    await follow('planned', context);
    expect(crm.received).toEqual([]);
    expect(context.logged).toMatchObject([{ caseRef: 'C1', status: 'planned' }]);
  });
});

describe('what the settings leave out', () => {
  it('the adapter does not pretend to do', () => {
    const bare = adapter({});
    const verbs = [bare.addNote, bare.findNote, bare.attachMedia, bare.findMedia, bare.updateCase];
    expect(verbs).toEqual(verbs.map(() => undefined));
    const half = adapter({ note: { path: '/notes', body: 'note' }, attachment: { path: '/files' } });
    expect([half.findNote, half.findMedia]).toEqual([undefined, undefined]);
    expect([half.addNote, half.attachMedia]).toEqual([expect.any(Function), expect.any(Function)]);
  });
});
