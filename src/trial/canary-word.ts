import { DETAILED_STATUSES, type DetailedStatus } from '../domain/service-request.js';
import type { ConnectionTrial } from '../settings/load-settings.js';
import { nearest } from '../settings/nearest.js';
import { invalid } from '../settings/problem.js';
import { SampleUpdateShape } from '../settings/shapes/example-shape.js';
import { type Prepared, prepared } from './prepared-connection.js';
import { subjectOf, type TrialSubject, usualRequest } from './sample.js';
import { runTrial } from './trial.js';

const CLOSING = (Object.keys(DETAILED_STATUSES) as DetailedStatus[]).filter((word) => DETAILED_STATUSES[word] === 'closed');

/** The word by which a canary's case is closed is one that the connection's settings do something at. Sends nothing. */
export const tryCanaryWord: ConnectionTrial = async ({ path, connection, city }) => {
  const word = connection.canary?.closeAs;
  if (word === undefined) return [];
  const made = await prepared(connection);
  const request = usualRequest(city);
  const moves = (status: DetailedStatus) => movesACase(made, subjectOf(request, undefined, updateTo(status)));
  if (!made.adapter.updateCase || (await moves(word))) return [];
  const others: DetailedStatus[] = [];
  for (const other of CLOSING) if (await moves(other)) others.push(other);
  const why = `the settings of ${connection.name} do nothing at the word ${word}, so a canary's case would never be closed`;
  const remedy =
    others.length > 0
      ? `they do something at ${others.join(', ')}`
      : 'nor at any other that closes: let them close a case at one, or write none';
  return [invalid([...path, 'canary', 'closeAs'], `${why}; ${remedy}`, nearest(word, others) ?? others[0] ?? 'none')];
};

const updateTo = (status: DetailedStatus): SampleUpdateShape => Object.assign(new SampleUpdateShape(), { status });

/** One that fails before it asks anything is given the benefit of the doubt. */
async function movesACase({ connection, adapter }: Prepared, subject: TrialSubject): Promise<boolean> {
  const { calls, messages, failure } = await runTrial({ connection, adapter, step: 'update_case', subject, answers: [] });
  return calls.length > 0 || messages.length > 0 || failure !== undefined;
}
