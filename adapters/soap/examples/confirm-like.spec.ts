import { describeAdapter } from '../../../test/adapter-kit/describe-adapter.js';
import { aDouble, makeCase } from '../../../test/adapters/soap-double.js';
import { RejectedError } from '../../../src/adapter-kit/errors.js';
import { siteNamed } from '../soap.conformance.js';

describeAdapter(siteNamed('confirm-like'));

describe('the example for confirm-like', () => {
  const bench = aDouble('confirm-like');

  it('sends times of the server’s own zone, an answer by its type, and others as lines', async () => {
    const attributes = [
      { code: 'size', values: ['12.5'] },
      { code: 'depth', values: ['deep', 'wide'] },
      { code: 'colour', values: ['grey'] },
    ];
    await makeCase(bench(), { requestedAt: new Date('2026-07-01T23:30:00Z'), attributes });
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
    await makeCase(bench(), { attributes: [{ code: 'size', values: [] }], mediaUrls });
    const { fields } = await bench().theOnlyCase();
    expect(fields).not.toHaveProperty('EnquiryAttribute');
    expect(fields).toMatchObject({ EnquiryDocument: { DocumentName: 'Photo 1', DocumentLocation: mediaUrls[0] } });
  });

  it('takes a fault in the body of a good answer for a refusal', async () => {
    await bench().control.misbehave({ mode: 'fault', op: 'NewEnquiry' });
    await expect(makeCase(bench())).rejects.toBeInstanceOf(RejectedError);
  });
});
