import type { CallContext } from '../../src/adapter-kit/adapter.js';
import { keptInMemory } from '../../src/adapter-kit/conformance/call-context.js';
import { OutcomeUnknownError, RejectedError } from '../../src/adapter-kit/errors.js';
import { aCallContext } from '../../test/adapter-kit/a-call-context.js';
import { aCaseNote } from '../../test/adapter-kit/a-case-note.js';
import { aServiceRequest } from '../../test/adapter-kit/a-service-request.js';
import { type Answer, AnsweringServer, type Received } from '../../test/adapter-kit/answering-server.js';
import { restAdapterFor } from '../../test/adapters/rest-adapter-for.js';

const crm = AnsweringServer.forTests();

const CREATE = {
  path: '/cases',
  body: '{"title": request.id & " " & request.serviceName, "text": request.description}',
  caseRef: 'body.id',
};
const NOTE = {
  path: '/cases/{{ caseRef }}/notes',
  body: '{"text": note.text, "ref": note.id}',
  idempotencyHeader: 'Idempotency-Key',
  find: { path: '/cases/{{ caseRef }}/notes', list: 'body.notes', matches: 'ref = $note.id' },
};
const CUT = {
  title: { maxCharacters: 12, keep: '{{ request.id }}' },
  text: { maxBytes: 9, charset: 'iso-8859-1', marker: '..' },
};
const MOVED = { text: { maxCharacters: 8, overflow: 'note' } };
const request = aServiceRequest({ id: '26-00000001', serviceName: 'Pothole', description: 'one two three four' });
const since = new Date(0);
const isNote = ({ url }: Pick<Received, 'url'>) => url.endsWith('/notes');
const sent = () => crm.received.filter(({ method }) => method === 'POST').map(({ body }) => JSON.parse(body) as unknown);

describe('the texts of a body', () => {
  it('are fitted to what their fields take, in each section by its own rules', async () => {
    crm.answer = () => ({ status: 201, body: { id: 'C1' } });
    const adapter = restAdapterFor(crm, {
      create: { ...CREATE, texts: CUT },
      note: { ...NOTE, texts: { text: { newlines: 'space' } } },
      update: {
        path: '/cases/{{ caseRef }}',
        body: '{"why": "A resident says " & change.status}',
        texts: { why: { maxCharacters: 10 } },
      },
    });
    await adapter.createCase(request, aCallContext());
    await adapter.addNote!('C1', aCaseNote({ id: 'U1', text: 'one\ntwo' }), aCallContext());
    await adapter.updateCase!('C1', { id: 'U2', status: 'fixed', writtenAt: since }, aCallContext());
    expect(crm.received.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
      { title: '26-00000001…', text: 'one two..' },
      { text: 'one two', ref: 'U1' },
      { why: 'A residen…' },
    ]);
  });

  it('make a dead letter of the report where they may not be cut', async () => {
    const adapter = restAdapterFor(crm, { create: { ...CREATE, texts: { text: { maxCharacters: 5, overflow: 'refuse' } } } });
    await expect(adapter.createCase(request, aCallContext())).rejects.toThrow(/text is too long for the CRM: 18 characters/);
    await expect(adapter.createCase(request, aCallContext())).rejects.toBeInstanceOf(RejectedError);
    expect(crm.received).toEqual([]);
  });

  it.each([
    [{ create: { ...CREATE, texts: MOVED } }, /create\.texts: text: its rest can't go into a note here/],
    [{ note: { ...NOTE, texts: MOVED } }, /note\.texts: text: its rest can't go into a note here/],
    [{ create: { ...CREATE, texts: { text: { keep: '{{ case }}' } } } }, /create\.texts: unknown variable case/],
    [{ create: { ...CREATE, texts: { text: { overflow: 'away' } } } }, /create\.texts\.text\.overflow/],
  ])('are refused at start as %j', (changes, reason) => {
    expect(() => restAdapterFor(crm, changes)).toThrow(reason);
  });
});

describe('a text that goes on in a note', () => {
  const adapter = () =>
    restAdapterFor(crm, {
      create: { ...CREATE, texts: MOVED },
      find: { path: '/cases', list: 'body.cases', matches: 'true', caseRef: 'id' },
      note: NOTE,
    });
  /** Answers by what is asked for; the last two may go wrong. */
  const answer = (note: Answer, notes: readonly object[] = []) => {
    crm.answer = (asked) => {
      if (isNote(asked)) return asked.method === 'GET' ? { status: 200, body: { notes } } : note;
      return asked.method === 'GET' ? { status: 200, body: { cases: [{ id: 'C1' }] } } : { status: 201, body: { id: 'C1' } };
    };
  };
  const make = (context: CallContext) => adapter().createCase(request, context);

  it('is whole on the case: the case first, then the note under a key of its own', async () => {
    answer({ status: 201, body: {} });
    const context = aCallContext();
    await expect(make(context)).resolves.toBe('C1');
    expect(sent()).toEqual([
      { title: '26-00000001 Pothole', text: 'one two…' },
      { text: 'three four', ref: '26-00000001-more' },
    ]);
    const key = crm.received.find(isNote)!.headers['idempotency-key'];
    expect(key).toMatch(/^[0-9a-f-]{36}$/);
    expect(key).not.toBe(context.idempotencyKey);
  });

  it('makes no note where there was room', async () => {
    answer({ status: 201, body: {} });
    await adapter().createCase({ ...request, description: 'short' }, aCallContext());
    expect(sent()).toHaveLength(1);
  });

  it('goes on at the note when that failed, and makes no second case', async () => {
    const kept = keptInMemory();
    answer({ status: 503, body: {} });
    await expect(make(aCallContext({ kept }))).rejects.toThrow();
    answer({ status: 201, body: {} });
    await expect(make(aCallContext({ kept }))).resolves.toBe('C1');
    expect(sent().map((each) => 'title' in (each as object))).toEqual([true, false, false]);
    await make(aCallContext({ kept }));
    expect(sent()).toHaveLength(3);
  });

  it('is looked for when its answer was lost, and not written twice', async () => {
    const kept = keptInMemory();
    answer({ status: 500, body: {} });
    await expect(make(aCallContext({ kept }))).rejects.toBeInstanceOf(OutcomeUnknownError);
    answer({ status: 201, body: {} }, [{ ref: '26-00000001-more' }]);
    await expect(adapter().findCase(request, since, aCallContext({ kept }))).resolves.toEqual({
      is: 'found',
      caseRef: 'C1',
      unfinished: true,
    });
    await expect(make(aCallContext({ kept }))).resolves.toBe('C1');
    expect(sent()).toHaveLength(2);
  });

  it('gets its note when the case itself was found again', async () => {
    const kept = keptInMemory();
    answer({ status: 201, body: {} });
    await expect(adapter().findCase(request, since, aCallContext({ kept }))).resolves.toMatchObject({
      is: 'found',
      unfinished: true,
    });
    await make(aCallContext({ kept }));
    expect(sent()).toEqual([{ text: 'three four', ref: '26-00000001-more' }]);
  });

  it('leaves the case as it is, and says so, when the CRM refuses the note', async () => {
    answer({ status: 422, body: { error: 'no notes today' } });
    const context = aCallContext();
    await expect(make(context)).resolves.toBe('C1');
    expect(context.logged).toContainEqual(
      expect.objectContaining({ message: 'the CRM refuses the note with the rest of a text' }),
    );
  });
});
