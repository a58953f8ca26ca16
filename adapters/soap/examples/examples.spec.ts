import { aCallContext } from '../../../test/adapter-kit/a-call-context.js';
import { aServiceRequest } from '../../../test/adapter-kit/a-service-request.js';
import { aDouble } from '../../../test/adapters/soap-double.js';
import { RejectedError } from '../../../src/adapter-kit/errors.js';
import { addressOf } from '../../../test/adapters/soap-post.js';
import { startSessionLike } from '../emulator/session-like/session-like.emulator.js';

const create = (bench: ReturnType<ReturnType<typeof aDouble>>, overrides = {}, context = aCallContext()) =>
  bench.adapter().createCase(aServiceRequest(overrides), context);

describe('confirm-like', () => {
  const bench = aDouble('confirm-like');

  it('sends times of the server’s own zone, an answer by its type, and others as lines', async () => {
    const attributes = [
      { code: 'size', values: ['12.5'] },
      { code: 'depth', values: ['deep', 'wide'] },
      { code: 'colour', values: ['grey'] },
    ];
    await create(bench(), { requestedAt: new Date('2026-07-01T23:30:00Z'), attributes });
    expect((await bench().theOnlyCase()).fields).toMatchObject({
      LoggedTime: '2026-07-02T09:30:00',
      EnquiryAttribute: [
        { EnqAttribTypeCode: 'SIZE', EnqAttribNumericValue: '12.5' },
        { EnqAttribTypeCode: 'DEPTH', EnqAttribStringValue: 'deep, wide' },
      ],
      EnquiryDescription: expect.stringContaining('colour: grey'),
    });
  });

  it('leaves out a choice that has no value, and passes pictures on as links', async () => {
    const mediaUrls = ['https://bridge.example/media/a.jpg'];
    await create(bench(), { attributes: [{ code: 'size', values: [] }], mediaUrls });
    const { fields } = await bench().theOnlyCase();
    expect(fields).not.toHaveProperty('EnquiryAttribute');
    expect(fields).toMatchObject({ EnquiryDocument: { DocumentName: 'Photo 1', DocumentLocation: mediaUrls[0] } });
  });

  it('takes a fault in the body of a good answer for a refusal', async () => {
    await bench().control.misbehave({ mode: 'fault', op: 'NewEnquiry' });
    await expect(create(bench())).rejects.toBeInstanceOf(RejectedError);
  });
});

describe('symology-like', () => {
  const bench = aDouble('symology-like');

  it('makes one case of a report without a place, though StatusCode says that not all went well, and logs a warning', async () => {
    const context = aCallContext();
    const ref = await create(bench(), { point: undefined }, context);
    expect((await bench().theOnlyCase()).ref).toBe(ref);
    expect(JSON.stringify(context.logged)).toMatch(/could not be placed on the map|Saved with warnings/);
  });

  it('takes a StatusCode without a row for a refusal', async () => {
    await bench().control.misbehave({ mode: 'fault', op: 'SendRequest' });
    await expect(create(bench())).rejects.toBeInstanceOf(RejectedError);
  });

  it('sends date and time apart, in the server’s zone, as far back as the server’s clock is', async () => {
    await create(bench(), { requestedAt: new Date('2026-03-02T18:31:00Z') });
    expect((await bench().theOnlyCase()).fields).toMatchObject({ RecordedDate: '2026-03-02', RecordedTime: '23:58:55' });
  });

  it('gives the first answers fields of their own, and the rest lines', async () => {
    const attributes = ['a', 'b', 'c', 'd'].map((code) => ({ code, values: [`${code}1`] }));
    await create(bench(), { attributes });
    expect((await bench().theOnlyCase()).fields).toMatchObject({
      AdditionalField1: 'a: a1',
      AdditionalField3: 'c: c1',
      RequestDescription: expect.stringContaining('d: d1'),
    });
  });
});

describe('echo-like', () => {
  const bench = aDouble('echo-like');

  it('brings a text that looks like base64 there as it is', async () => {
    await create(bench(), { description: 'dGVzdA==' });
    expect((await bench().theOnlyCase()).fields).toMatchObject({ Description: 'dGVzdA==' });
  });
});

describe('session-like', () => {
  const bench = aDouble('session-like', () => startSessionLike({ sessionCalls: 3 }));

  it('logs in once for several calls, and anew when the CRM says that the session is over', async () => {
    const adapter = bench().adapter();
    const contexts = Array.from({ length: 4 }, () => aCallContext());
    for (const context of contexts) await adapter.createCase(aServiceRequest(), context);
    expect(contexts.map(({ exchanges }) => exchanges.length)).toEqual([2, 1, 1, 3]);
    expect(await bench().control.cases()).toHaveLength(4);
  });

  it('logs in once for calls that wait at the same time', async () => {
    const adapter = bench().adapter();
    const contexts = [aCallContext(), aCallContext(), aCallContext()];
    await Promise.all(contexts.map((context) => adapter.createCase(aServiceRequest(), context)));
    expect(contexts.flatMap(({ exchanges }) => exchanges).filter(({ url }) => url.endsWith('/login'))).toHaveLength(1);
  });

  it('knows a case by the fifteen characters that both of its identifiers have', async () => {
    expect(await create(bench())).toMatch(/^500\d{12}$/);
  });
});

describe('document-in-string', () => {
  const bench = aDouble('document-in-string');

  it('writes Latin-1, and what that lacks as something like it', async () => {
    await create(bench(), { description: 'Straße in Łódź … 🕳' });
    expect((await bench().theOnlyCase()).fields).toMatchObject({ Description: 'Straße in Lódz ... ?' });
  });

  it('takes "already exists" for a success: our reference is the case’s', async () => {
    const request = aServiceRequest();
    for (const _again of [1, 2]) await expect(bench().adapter().createCase(request, aCallContext())).resolves.toBe(request.id);
    await bench().theOnlyCase();
  });
});

describe('online-forms', () => {
  const bench = aDouble('online-forms');

  it('sends every answer as a field, and asks FL at its own address', async () => {
    await create(bench(), { attributes: [{ code: 'depth', values: ['deep', 'wide'] }] });
    expect((await bench().theOnlyCase()).fields).toMatchObject({
      name: 'pothole_form',
      complete: 'Y',
      data: { depth: ['deep', 'wide'], easting: expect.stringMatching(/^\d{6}\.\d\d$/) },
    });
    const context = aCallContext();
    await bench().adapter().check(context);
    expect(context.exchanges.map(({ url }) => url)).toEqual([addressOf(bench().emulator, 'fl')]);
  });
});
