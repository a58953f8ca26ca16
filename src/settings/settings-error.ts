import { describeMistake, type Mistake } from './mistake.js';

/** The settings cannot be used. `message` lists every mistake, one a line; secrets never stand in it. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  /** By file and line. */
  readonly mistakes: readonly Mistake[];

  constructor(found: readonly Mistake[]) {
    const mistakes = inOrder(found);
    super(
      `${count(mistakes.length)} in the configuration:\n${mistakes.map((mistake) => `  ${describeMistake(mistake)}`).join('\n')}`,
    );
    this.mistakes = mistakes;
  }
}

function inOrder(mistakes: readonly Mistake[]): Mistake[] {
  const files = [...new Set(mistakes.map(({ file }) => file))];
  return [...mistakes].sort((a, b) => files.indexOf(a.file) - files.indexOf(b.file) || (a.line ?? 0) - (b.line ?? 0));
}

function count(mistakes: number): string {
  return mistakes === 1 ? '1 mistake' : `${mistakes} mistakes`;
}
