import { isDeepStrictEqual } from 'node:util';
import { adapterCatalogue } from '../connections/adapter-catalogue.js';
import { ExpressionFailure, MappingExpression } from '../adapter-kit/jsonata.js';
import type { Exchange } from '../adapter-kit/http.js';
import type { ConnectionTrial } from '../settings/load-settings.js';
import type { KeyPath } from '../settings/mistake.js';
import { invalid, type Problem } from '../settings/problem.js';
import type { ExampleShape, ExpectedCallShape, ExpectedOutcomeShape } from '../settings/shapes/example-shape.js';
import { prepared } from './prepared-connection.js';
import { requestOf, subjectOf, usualRequest } from './sample.js';
import { runTrial, type TrialReport } from './trial.js';

/** Tries each example of a connection and tells what came of it that was not expected. Sends nothing. */
export const tryExamples: ConnectionTrial = async ({ examples, path, connection, city }) => {
  if (examples.length === 0) return [];
  const { connection: settings } = await prepared(connection);
  const problems: Problem[] = [];
  for (const [index, example] of examples.entries()) {
    const at = [...path, 'examples', index];
    try {
      const request = example.request ? requestOf(example.request, city) : usualRequest(city);
      const subject = subjectOf(request, example.caseRef, example.update);
      // One of its own: no example logs in for the others, or passes because of them.
      const adapter = adapterCatalogue.create(settings.type, settings.settings);
      const report = await runTrial({
        connection: settings,
        adapter,
        step: example.step,
        subject,
        answers: example.answers ?? [],
      });
      problems.push(...(await differences(example, report, at)));
    } catch (error) {
      problems.push(invalid(at, `${example.name}: ${(error as Error).message}`));
    }
  }
  return problems;
};

async function differences(example: ExampleShape, report: TrialReport, at: KeyPath): Promise<Problem[]> {
  const named = (problem: Problem) => ({ ...problem, reason: `${example.name}: ${problem.reason}` });
  const ofCalls = await Promise.all(
    example.expect.map((expected, index) => callProblems(expected, report, [...at, 'expect', index])),
  );
  const unexpected = example.expectAnswer
    ? outcomeProblems(example.expectAnswer, report, [...at, 'expectAnswer'])
    : silentFailure(report, at);
  return [...ofCalls.flat(), ...unexpected].map(named);
}

/** An example that expects nothing of the outcome expects that it is no failure. */
function silentFailure({ failure }: TrialReport, at: KeyPath): Problem[] {
  return failure ? [invalid(at, `fails (${failure.kind}): ${failure.message}`)] : [];
}

async function callProblems(expected: ExpectedCallShape, report: TrialReport, at: KeyPath): Promise<Problem[]> {
  const sent = sentCalls(report);
  const call = sent[expected.call - 1];
  if (!call) {
    const why = report.failure ? `, and then: ${report.failure.message}` : '';
    return [invalid([...at, 'call'], `expected call ${expected.call}, but only ${sent.length} would be made${why}`)];
  }
  const { method, url, contains, lacks, values } = expected;
  return [
    ...(method && method !== call.method ? [invalid([...at, 'method'], `expected ${method}, came ${call.method}`)] : []),
    ...(url && !call.url.includes(url) ? [invalid([...at, 'url'], `expected ${quoted(url)} in it, came ${call.url}`)] : []),
    ...contains.flatMap((text, index) =>
      call.body.includes(text)
        ? []
        : [invalid([...at, 'contains', index], `expected ${quoted(text)}, came ${quoted(call.body)}`)],
    ),
    ...lacks.flatMap((text, index) =>
      call.body.includes(text)
        ? [invalid([...at, 'lacks', index], `expected no ${quoted(text)}, came ${quoted(call.body)}`)]
        : [],
    ),
    ...(await valueProblems(values, call.body, [...at, 'values'])),
  ];
}

/** Messages that went by other means stand behind the calls. */
function sentCalls({ calls, messages }: TrialReport): { method: string; url: string; body: string }[] {
  const ofHttp = calls.map(({ method, url, requestBody }: Exchange) => ({ method, url, body: requestBody ?? '' }));
  return [...ofHttp, ...messages.map(({ to, text }) => ({ method: 'SEND', url: to, body: text }))];
}

async function valueProblems(values: Readonly<Record<string, unknown>>, body: string, at: KeyPath): Promise<Problem[]> {
  const entries = Object.entries(values);
  const document = entries.length > 0 ? parsed(body) : undefined;
  if (entries.length > 0 && document === undefined) return [invalid(at, `expected JSON, came ${quoted(body)}`)];
  const found = await Promise.all(entries.map(([source]) => valueAt(source, document)));
  return entries.flatMap(([source, expected], index) =>
    isDeepStrictEqual(found[index], expected)
      ? []
      : [invalid([...at, source], `expected ${quoted(expected)}, came ${quoted(found[index])}`)],
  );
}

async function valueAt(source: string, document: unknown): Promise<unknown> {
  try {
    return await new MappingExpression(source).evaluate(document);
  } catch (error) {
    if (error instanceof ExpressionFailure) return `an expression that fails: ${error.message}`;
    throw error;
  }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function outcomeProblems(expected: ExpectedOutcomeShape, report: TrialReport, at: KeyPath): Problem[] {
  const { failure } = report;
  if (report.endsForLackOfAnswer)
    return [invalid(at, `no answer was given for call ${sentCalls(report).length}: add one to answers`)];
  const result = (report.result ?? {}) as { readonly caseRef?: unknown; readonly status?: unknown };
  const came = { caseRef: result.caseRef, status: result.status, publicStatus: report.publicStatus, failure: failure?.kind };
  const words = failure ? ` (${failure.message})` : '';
  const keys = ['caseRef', 'status', 'publicStatus', 'failure'] as const;
  const wrong = keys.filter((key) => expected[key] !== undefined && expected[key] !== came[key]);
  const unsaid = failure && expected.failure === undefined && wrong.length === 0;
  return [
    ...wrong.map((key) => invalid([...at, key], `expected ${quoted(expected[key])}, came ${quoted(came[key])}${words}`)),
    ...(unsaid ? [invalid(at, `fails (${failure.kind}): ${failure.message}`)] : []),
    ...(expected.message !== undefined && !failure?.message.includes(expected.message)
      ? [invalid([...at, 'message'], `expected ${quoted(expected.message)} in it, came ${quoted(failure?.message)}`)]
      : []),
  ];
}

function quoted(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 400 ? `${text.slice(0, 400)}...` : text;
}
