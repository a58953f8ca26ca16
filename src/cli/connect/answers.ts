import type { AdapterPreset, PresetQuestion } from '../../adapter-kit/preset.js';
import type { Asker } from './asker.js';

export type Answers = ReadonlyMap<string, string>;

/** Where a value stands in the environment. */
const REFERENCE = /^\$\{\w+\}$/;

/** `--set key=value`. @throws Error that says what is wrong with one. */
export function givenAnswers(pairs: readonly string[]): Answers {
  return new Map(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) throw new Error(`--set takes key=value, not ${pair}`);
      return [pair.slice(0, at), pair.slice(at + 1)] as const;
    }),
  );
}

/**
 * An answer for every question that applies, and what else was given.
 * @param known tells of a secret that it stands in the environment already.
 * @param asker absent: what was not given, and has no default, is an error.
 * @throws Error that names every answer that is missing or wrong.
 */
export async function answersFor(
  { questions }: AdapterPreset,
  given: Answers,
  known: (question: PresetQuestion) => boolean,
  asker?: Asker,
): Promise<Answers> {
  const answers = new Map(given);
  const mistakes: string[] = [];
  for (const question of questions) {
    const { key, when, secret, default: fallback, ask } = question;
    if (when && !when.is.includes(answers.get(when.key) ?? '')) continue;
    const said = answers.get(key);
    const mistake = said === undefined ? undefined : mistakeIn(question, said);
    if (mistake) mistakes.push(`--set ${key}: ${mistake}`);
    if (said !== undefined || (secret && known(question))) continue;
    if (asker) answers.set(key, await asker.answer(question, (answer) => mistakeIn(question, answer)));
    else if (fallback !== undefined && !isExample(fallback)) answers.set(key, fallback);
    else if (!secret) mistakes.push(`--set ${key}=... is missing: ${ask}${fallback ? `, such as ${fallback}` : ''}`);
  }
  if (mistakes.length > 0) throw new Error(mistakes.join('\n'));
  return answers;
}

/** A default that is somebody's address shows how an answer looks; nobody means it. */
function isExample(fallback: string): boolean {
  return /:\/\/|@/.test(fallback);
}

function mistakeIn({ pattern, choices, secret }: PresetQuestion, answer: string): string | undefined {
  if (answer.trim() === '') return 'it is empty';
  if (secret || REFERENCE.test(answer)) return undefined;
  if (choices && !choices.includes(answer)) return `it must be one of ${choices.join(', ')}`;
  if (pattern !== undefined && !new RegExp(`^(?:${pattern})$`).test(answer)) return `it must fit ${pattern}`;
  return undefined;
}
