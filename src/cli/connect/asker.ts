import type { PresetQuestion } from '../../adapter-kit/preset.js';

/** Whoever answers questions. */
export interface Asker {
  answer(question: PresetQuestion, mistakeIn: (answer: string) => string | undefined): Promise<string>;
  choose(what: string, among: readonly string[]): Promise<string>;
}

/** Somebody at a terminal. The library is loaded only then. */
export class TerminalAsker implements Asker {
  async answer(question: PresetQuestion, mistakeIn: (answer: string) => string | undefined): Promise<string> {
    const { input, password, select } = await import('@inquirer/prompts');
    const message = question.ask;
    const validate = (given: string) => mistakeIn(given) ?? true;
    if (question.secret) return password({ message: `${message} (for the check; it is not written down)`, mask: '*', validate });
    if (question.choices) return select({ message, choices: [...question.choices], default: question.default });
    return input({ message, default: question.default, validate });
  }

  async choose(what: string, among: readonly string[]): Promise<string> {
    const { select } = await import('@inquirer/prompts');
    return select({ message: what, choices: [...among] });
  }
}
