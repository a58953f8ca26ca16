import { createHash } from 'node:crypto';
import { aCallContext } from './a-call-context.js';
import { aCasePicture } from './a-case-note.js';
import type { Subject } from './adapter-under-test.js';
import { promisesOfFailingSteps } from './promises-of-failing-steps.js';
import { promisesOfFindingSteps, promisesOfLostSteps } from './promises-of-finding-steps.js';
import type { SentStep, StepUnderTest } from './step-under-test.js';

const LARGE_BYTES = 300_000;

export function promisesOfMedia<S extends object>(subject: Subject<S>): void {
  const { bench, mediaOperation, cannot } = subject;
  if (cannot?.attachMedia) {
    it(`has no attachMedia: ${cannot.attachMedia}`, () => expect(bench().adapter().attachMedia).toBeUndefined());
    return;
  }
  const step: StepUnderTest = { what: 'a picture', operation: mediaOperation!, make: aSentPicture, findVerb: 'findMedia' };
  promisesOfAttaching(subject);
  promisesOfLostSteps(subject, step);
  promisesOfFindingSteps(subject, step);
  promisesOfFailingSteps(subject, step);
}

function promisesOfAttaching<S extends object>({ bench, request }: Subject<S>): void {
  it('attaches each picture once, byte by byte, under its own name', async () => {
    const adapter = bench().adapter();
    const caseRef = await adapter.createCase(request(), aCallContext());
    const every = Buffer.from(Array.from({ length: LARGE_BYTES }, (_each, index) => (index * 7) % 256));
    const pictures = [aCasePicture(), aCasePicture({ bytes: every })];
    for (const picture of pictures) await adapter.attachMedia!(caseRef, picture, aCallContext());
    expect((await bench().theOnlyCase()).files).toEqual(
      pictures.map(({ fileName, contentType, bytes }) => ({
        ...{ name: fileName, contentType, size: bytes.length },
        sha256: createHash('sha256').update(bytes).digest('hex'),
        at: expect.any(String),
      })),
    );
  });
}

function aSentPicture(): SentStep {
  const picture = aCasePicture();
  return {
    send: (adapter, caseRef, context) => adapter.attachMedia!(caseRef, picture, context),
    countIn: ({ files }) => files.filter(({ name }) => name === picture.fileName).length,
    personal: [picture.bytes.toString('base64')],
    find: (adapter, caseRef, context) => adapter.findMedia!(caseRef, picture, context),
  };
}
