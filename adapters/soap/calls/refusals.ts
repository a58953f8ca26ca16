import type { Answer } from './answer.js';

/** Beside the errors, not in them: an answer holds what no log may show. */
const ANSWERS = new WeakMap<object, Answer>();

export function rememberAnswer(error: unknown, answer: Answer): void {
  if (typeof error === 'object' && error !== null) ANSWERS.set(error, answer);
}

/** The answer that was no success, where that is why an operation failed. */
export function answerBehind(error: unknown): Answer | undefined {
  return typeof error === 'object' && error !== null ? ANSWERS.get(error) : undefined;
}
