import type { Exchange } from '../../adapter-kit/http.js';
import { time } from '../deliveries/texts.js';
import type { TrialReport } from '../../trial/trial.js';

/** For a terminal. Line breaks of bodies stay; other control characters don't. */
export function trialText(connection: string, report: TrialReport): string {
  const { step, invented, calls, messages } = report;
  const sent = [...calls.map(callText), ...messages.map(({ to, text }) => `SEND ${to}\n\n${text}`)];
  const parts = sent.map((text, index) => `--- call ${index + 1}, not sent ---\n${text}`);
  const asked = invented
    ? [`the time asked for is invented, ${time(invented.from)} to ${time(invented.to)}: a bridge asks from where it last read`]
    : [];
  return clean([`${step} at ${connection}`, ...asked, ...parts, conclusion(report)].join('\n\n'));
}

function callText({ method, url, requestHeaders = {}, requestBody, status, responseBody }: Exchange): string {
  const headers = Object.entries(requestHeaders).map(([name, value]) => `${name}: ${value}`);
  const body = requestBody === undefined ? '' : `\n\n${readable(requestBody)}`;
  const answer = status === undefined ? '' : `\n\nanswered ${status}\n${readable(responseBody ?? '')}`;
  return `${[`${method} ${url}`, ...headers].join('\n')}${body}${answer}`;
}

function readable(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), undefined, 2);
  } catch {
    return body;
  }
}

function conclusion({ endsForLackOfAnswer, failure, result, publicStatus, transferTo, unusedAnswers }: TrialReport): string {
  const unused = unusedAnswers > 0 ? `\n${unusedAnswers} of the answers were not asked for` : '';
  if (endsForLackOfAnswer) return 'No answer was given for the last call: add --answer FILE to see what would be read out of it.';
  if (failure) return `FAILS, ${failure.kind}: ${failure.message}${unused}`;
  const status = publicStatus === undefined ? '' : `\npublic status: ${publicStatus ?? 'no status rule speaks for this'}`;
  const goesOn =
    transferTo === undefined ? '' : `\nthe report goes on at ${transferTo}, where its case is looked for before it is made`;
  return `SUCCESS${result === undefined ? '' : ` ${JSON.stringify(result, undefined, 2)}`}${status}${goesOn}${unused}`;
}

function clean(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(/[^\P{C}\n\t]/gu, ' ');
}
