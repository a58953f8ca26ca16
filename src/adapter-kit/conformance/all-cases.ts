import { callbackCases } from './cases/callbacks.js';
import { callCases } from './cases/calls.js';
import { changesCases } from './cases/changes.js';
import { checkingCases } from './cases/checking.js';
import { creatingCases } from './cases/creating.js';
import { discoverCases } from './cases/discover.js';
import { emulatorCases } from './cases/emulator.js';
import { instanceCases } from './cases/instances.js';
import { keyCases } from './cases/keys.js';
import { limitCases } from './cases/limits.js';
import { lookingUpCases } from './cases/looking-up.js';
import { lossCases } from './cases/losses.js';
import { manifestCases } from './cases/manifest.js';
import { mediaCases } from './cases/media.js';
import { noteCases } from './cases/notes.js';
import { readFailureCases } from './cases/read-failures.js';
import { secretCases } from './cases/secrets.js';
import { statusCases } from './cases/status.js';
import { statusesCases } from './cases/statuses.js';
import { stepLookUpCases } from './cases/step-look-up.js';
import { stoppingCases } from './cases/stopping.js';
import { textCases } from './cases/texts.js';
import { updateCases } from './cases/updates.js';
import { writeFailureCases } from './cases/write-failures.js';
import type { ConformanceCase } from './conformance-case.js';

/** The adapter contract, promise by promise. */
export const CONFORMANCE_CASES: readonly ConformanceCase[] = [
  ...manifestCases,
  ...emulatorCases,
  ...checkingCases,
  ...creatingCases,
  ...writeFailureCases,
  ...readFailureCases,
  ...lossCases,
  ...lookingUpCases,
  ...stepLookUpCases,
  ...stoppingCases,
  ...keyCases,
  ...callCases,
  ...instanceCases,
  ...secretCases,
  ...noteCases,
  ...mediaCases,
  ...updateCases,
  ...statusCases,
  ...statusesCases,
  ...changesCases,
  ...callbackCases,
  ...discoverCases,
  ...textCases,
  ...limitCases,
];
