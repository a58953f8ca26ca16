import { AdapterBench } from './adapter-bench.js';
import type { AdapterUnderTest, Subject } from './adapter-under-test.js';
import { aServiceRequest } from './a-service-request.js';
import { promisesOfCreating } from './promises-of-creating.js';
import { promisesOfFailing } from './promises-of-failing.js';
import { promisesOfFinding } from './promises-of-finding.js';
import { promisesOfMedia } from './promises-of-media.js';
import { promisesOfNotes } from './promises-of-notes.js';
import { promisesOfReadingBack } from './promises-of-reading-back.js';
import { promisesOfSecrecy } from './promises-of-secrecy.js';
import { promisesOfTexts } from './promises-of-texts.js';
import { promisesOfUpdating } from './promises-of-updating.js';

/**
 * The adapter contract as tests: every adapter's spec calls this first. The adapter runs against its own emulator, with
 * settings that went through its settings class. What it can't do stands in `cannot`, with the reason.
 */
export function describeAdapter<S extends object>(under: AdapterUnderTest<S>): void {
  describe(`adapter ${under.manifest.type} keeps the contract`, () => {
    let bench: AdapterBench<S>;
    const subject: Subject<S> = {
      ...under,
      bench: () => bench,
      request: (overrides = {}) => (under.request ?? aServiceRequest)(overrides),
    };

    beforeAll(async () => {
      bench = await AdapterBench.start(under.manifest, under.settings);
    });
    beforeEach(() => bench.control.reset());
    afterAll(() => bench?.emulator.close());

    promisesOfCreating(subject);
    promisesOfFinding(subject);
    promisesOfFailing(subject);
    promisesOfNotes(subject);
    promisesOfMedia(subject);
    promisesOfUpdating(subject);
    promisesOfReadingBack(subject);
    promisesOfTexts(subject);
    promisesOfSecrecy(subject);
  });
}
