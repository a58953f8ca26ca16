import type { ConnectionTrial } from '../settings/load-settings.js';
import { tryCanaryWord } from './canary-word.js';
import { tryExamples } from './examples.js';
import { tryStaleServices } from './stale-services.js';

const TRIALS: readonly ConnectionTrial[] = [tryStaleServices, tryExamples, tryCanaryWord];

/** All that can be found out of a connection without its CRM. Sends nothing. */
export const tryConnection: ConnectionTrial = async (on) => {
  const problems = [];
  // One after the other: some start a stand-in.
  for (const each of TRIALS) problems.push(...(await each(on)));
  return problems;
};
