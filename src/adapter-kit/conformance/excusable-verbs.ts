/** What a CRM may be unable to do: verbs that an adapter may leave out, and `findCase`, which then says `unknowable`. */
export const EXCUSABLE_VERBS = [
  'findCase',
  'addNote',
  'findNote',
  'attachMedia',
  'findMedia',
  'updateCase',
  'fetchStatus',
  'fetchChanges',
] as const;
export type ExcusableVerb = (typeof EXCUSABLE_VERBS)[number];
