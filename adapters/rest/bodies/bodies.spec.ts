import { aCallContext } from '../../../test/adapter-kit/a-call-context.js';
import { aCaseNote, aCasePicture } from '../../../test/adapter-kit/a-case-note.js';
import { aServiceRequest } from '../../../test/adapter-kit/a-service-request.js';
import { type Answer, AnsweringServer } from '../../../test/adapter-kit/answering-server.js';
import { keptInMemory } from '../../../src/adapter-kit/conformance/call-context.js';
import { RejectedError } from '../../../src/adapter-kit/errors.js';
import { restAdapterFor } from '../../../test/adapters/rest-adapter-for.js';

const crm = AnsweringServer.forTests();

const answers = (answer: Answer) => (crm.answer = () => answer);
const sent = async (create: object, more = {}) => {
  answers({ status: 201, body: { id: 7 } });
  await restAdapterFor(crm, { create: { path: '/cases', caseRef: 'body.id', ...create }, ...more }).createCase(
    aServiceRequest({ id: '26-1' }),
    aCallContext(),
  );
  const { headers, body } = crm.received[0]!;
  return { type: headers['content-type'], body };
};

it('a form repeats lists, nests mappings, and leaves out what is null', async () => {
  const body = '{"a": request.id, "list": [1, 2], "issue": {"subject": "x & y", "none": null}, "yes": true}';
  await expect(sent({ sendAs: 'form', body })).resolves.toEqual({
    type: 'application/x-www-form-urlencoded',
    body: 'a=26-1&list=1&list=2&issue%5Bsubject%5D=x+%26+y&yes=true',
  });
});

it('multipart is a form with parts', async () => {
  const { type, body } = await sent({ sendAs: 'multipart', body: '{"content": "id: " & request.id}' });
  expect(type).toMatch(/^multipart\/form-data; boundary=/);
  expect(body).toContain('name="content"\r\n\r\nid: 26-1\r\n');
});

it('XML has attributes, texts beside them, repeated elements, and escapes what is in it', async () => {
  const body =
    '{"case": {"@xmlns": "urn:crm", "@ref": request.id, "title": "a < b", "tag": ["x", "y"], "note": {"@lang": "en", "#text": "hi"}, "none": null}}';
  const written = await sent({ sendAs: 'xml', body });
  expect(written.type).toBe('application/xml; charset=utf-8');
  expect(written.body).toBe(
    '<?xml version="1.0" encoding="UTF-8"?>\n<case xmlns="urn:crm" ref="26-1"><title>a &lt; b</title><tag>x</tag><tag>y</tag><note lang="en">hi</note></case>',
  );
});

it('JSON may have another content type, and a text is sent as it is', async () => {
  await expect(sent({ method: 'PATCH', contentType: 'application/merge-patch+json', body: '{"a": 1}' })).resolves.toEqual({
    type: 'application/merge-patch+json',
    body: '{"a":1}',
  });
  crm.reset();
  await expect(sent({ sendAs: 'text', body: '"Queue: 1\nSubject: " & request.id' })).resolves.toEqual({
    type: 'text/plain; charset=utf-8',
    body: 'Queue: 1\nSubject: 26-1',
  });
});

it.each([
  ['form', '[1]'],
  ['xml', '{"a": 1, "b": 2}'],
  ['xml', '{"a b": 1}'],
  ['xmlrpc', '{"params": []}'],
  ['text', '{"a": 1}'],
])('what can not be written as %s is refused and not sent (%s)', async (sendAs, body) => {
  await expect(sent({ sendAs, body })).rejects.toBeInstanceOf(RejectedError);
  expect(crm.received).toEqual([]);
});

describe('one URL with the verb in the body', () => {
  it('JSON-RPC: cases are made, found and read, and an error with 200 is what a rule says', async () => {
    const call = (method: string, params: string) => `{"jsonrpc": "2.0", "id": 1, "method": "${method}", "params": ${params}}`;
    const adapter = restAdapterFor(crm, {
      create: { path: '/rpc', body: call('case.create', '[{"ref": request.id}]'), caseRef: 'body.result' },
      find: {
        path: '/rpc',
        method: 'POST',
        body: call('case.search', '[request.id]'),
        list: 'body.result',
        matches: 'ref = $request.id',
        caseRef: 'id',
      },
      status: { path: '/rpc', method: 'POST', body: call('case.read', '[caseRef]'), case: 'body.result', status: 'state' },
      errors: [{ when: '$exists(body.error)', kind: 'rejected', message: 'body.error.message' }],
    });
    crm.answer = ({ body }) => {
      const { method, params } = JSON.parse(body) as { method: string; params: unknown[] };
      if (method === 'case.create') return { body: { result: 7 } };
      if (method === 'case.search') return { body: { result: [{ id: 7, ref: params[0] }] } };
      return params[0] === '7'
        ? { body: { result: { state: 'open' } } }
        : { body: { error: { code: -32000, message: 'no such case' } } };
    };
    const request = aServiceRequest();
    await expect(adapter.createCase(request, aCallContext())).resolves.toBe('7');
    await expect(adapter.findCase(request, new Date(0), aCallContext())).resolves.toEqual({ is: 'found', caseRef: '7' });
    await expect(adapter.fetchStatus!('7', aCallContext())).resolves.toMatchObject({ status: 'open' });
    await expect(adapter.fetchStatus!('8', aCallContext())).rejects.toThrow('no such case');
    expect(new Set(crm.received.map(({ url }) => url))).toEqual(new Set(['/api/rpc']));
  });

  it('XML-RPC: values keep their types on both ways, and a fault is what a rule says', async () => {
    const body =
      '{"method": "case.create", "params": [request.id, {"lat": 51.5, "count": 2, "open": true, "tags": ["a"], "none": null}]}';
    const adapter = restAdapterFor(crm, {
      answers: 'xmlrpc',
      create: { path: '/rpc', sendAs: 'xmlrpc', body, caseRef: 'body.params[0].id' },
      errors: [{ when: '$exists(body.fault)', kind: 'rejected', message: 'body.fault.faultString' }],
    });
    const value = '<value><struct><member><name>id</name><value><int>7</int></value></member></struct></value>';
    answers({
      headers: { 'content-type': 'text/xml' },
      body: `<methodResponse><params><param>${value}</param></params></methodResponse>`,
    });
    await expect(adapter.createCase(aServiceRequest({ id: '26-1' }), aCallContext())).resolves.toBe('7');
    expect(crm.received[0]!.body).toContain(
      '<methodName>case.create</methodName><params><param><value><string>26-1</string></value></param>' +
        '<param><value><struct><member><name>lat</name><value><double>51.5</double></value></member>' +
        '<member><name>count</name><value><int>2</int></value></member><member><name>open</name><value><boolean>1</boolean></value></member>' +
        '<member><name>tags</name><value><array><data><value><string>a</string></value></data></array></value></member></struct></value></param>',
    );
    const fault = '<member><name>faultString</name><value>full</value></member>';
    answers({ body: `<methodResponse><fault><value><struct>${fault}</struct></value></fault></methodResponse>` });
    await expect(adapter.createCase(aServiceRequest(), aCallContext())).rejects.toThrow('full');
  });
});

describe('answers in XML', () => {
  const adapter = () =>
    restAdapterFor(crm, {
      answers: 'xml',
      find: { path: '/cases', list: 'body.cases.case', matches: '`@ref` = $request.id', caseRef: 'id' },
    });
  const find = (id = '26-1') => adapter().findCase(aServiceRequest({ id }), new Date(0), aCallContext());

  it('are read into mappings, with attributes and lists', async () => {
    answers({
      body: '<?xml version="1.0"?><cases><case ref="26-0"><id>6</id></case><case ref="26-1"><id> 7 </id></case></cases>',
    });
    await expect(find()).resolves.toEqual({ is: 'found', caseRef: '7' });
    expect(crm.received[0]!.headers.accept).toBe('application/xml, text/xml');
    answers({ body: '<cases><case ref="26-1"><id>8</id></case></cases>' });
    await expect(find()).resolves.toEqual({ is: 'found', caseRef: '8' });
  });

  it.each(['<cases><case>', '{"cases": []}', '<!DOCTYPE x [<!ENTITY a "b">]><cases>&a;</cases>', '<a>'.repeat(100_000)])(
    'that are none are read again later (%.20s)',
    async (body) => {
      answers({ body });
      await expect(find()).rejects.toMatchObject({ kind: 'transient' });
    },
  );
});

describe('files that are uploaded first', () => {
  const attachment = {
    path: '/cases/{{ caseRef }}',
    method: 'PUT',
    sendAs: 'json',
    body: '{"uploads": [{"token": token, "name": picture.fileName}]}',
    success: 'status = 204',
    upload: {
      path: '/uploads',
      query: { filename: '{{ picture.fileName }}' },
      sendAs: 'bytes',
      contentType: 'application/octet-stream',
      token: 'body.upload.token',
    },
  };
  const picture = aCasePicture();
  const attach = (context = aCallContext()) => restAdapterFor(crm, { attachment }).attachMedia!('C1', picture, context);

  it('are referred to by the token that the CRM gave', async () => {
    crm.answer = ({ url }) =>
      url.startsWith('/api/uploads') ? { status: 201, body: { upload: { token: 'T1' } } } : { status: 204 };
    await attach();
    const [upload, tied] = crm.received;
    expect(upload).toMatchObject({ method: 'POST', url: `/api/uploads?filename=${picture.fileName}`, bytes: picture.bytes });
    expect(upload!.headers['content-type']).toBe('application/octet-stream');
    expect(tied).toMatchObject({ method: 'PUT', url: '/api/cases/C1' });
    expect(JSON.parse(tied!.body)).toEqual({ uploads: [{ token: 'T1', name: picture.fileName }] });
  });

  it('are not uploaded again when only the second call failed', async () => {
    const kept = keptInMemory();
    crm.answer = ({ url }) =>
      url.startsWith('/api/uploads') ? { status: 201, body: { upload: { token: 'T1' } } } : { status: 503 };
    await expect(attach(aCallContext({ kept }))).rejects.toMatchObject({ kind: 'transient' });
    answers({ status: 204 });
    await attach(aCallContext({ kept }));
    expect(crm.received.map(({ method }) => method)).toEqual(['POST', 'PUT', 'PUT']);
  });

  it.each([
    [{ status: 500 }, 'transient'],
    [{ status: 413 }, 'rejected'],
    [{ status: 201, body: { upload: {} } }, 'misconfigured'],
  ])('that are answered with %j are tied to nothing: %s', async (answer, kind) => {
    answers(answer);
    await expect(attach()).rejects.toMatchObject({ kind });
    expect(crm.received).toHaveLength(1);
  });
});

it('a note goes as the form that the settings say', async () => {
  answers({ status: 201, body: {} });
  const note = { path: '/notes', sendAs: 'form', body: '{"text": note.text}' };
  await restAdapterFor(crm, { note }).addNote!('C1', aCaseNote({ text: 'a b' }), aCallContext());
  expect(crm.received[0]!.body).toBe('text=a+b');
});

describe('answers that mean harm', () => {
  const status = { path: '/cases/1', status: 'state' };
  const ask = (context = aCallContext()) => restAdapterFor(crm, { status }).fetchStatus!('1', context);

  it('JSON nested 100,000 deep is no answer', async () => {
    for (const body of ['['.repeat(100_000), `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`]) {
      answers({ body });
      await expect(ask()).rejects.toMatchObject({ kind: 'transient', message: expect.stringContaining('no JSON') });
      await expect(restAdapterFor(crm).createCase(aServiceRequest(), aCallContext())).rejects.toMatchObject({ kind: 'unknown' });
    }
  });

  it('brackets in texts are not levels', async () => {
    answers({ body: { state: `\\"${'['.repeat(1000)}` } });
    await expect(ask()).resolves.toMatchObject({ status: `\\"${'['.repeat(1000)}` });
  });
});
