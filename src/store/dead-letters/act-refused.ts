/** What an operator asked for can't be done to this. The message says why, and what can be done instead. */
export class ActRefused extends Error {
  override readonly name = 'ActRefused';
}
