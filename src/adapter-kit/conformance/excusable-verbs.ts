import { ADAPTER_CAPABILITIES } from '../adapter.js';

/** What a CRM may be unable to do: verbs that an adapter may leave out, and `findCase`, which then says `unknowable`. */
export const EXCUSABLE_VERBS = ['findCase', ...ADAPTER_CAPABILITIES] as const;
export type ExcusableVerb = (typeof EXCUSABLE_VERBS)[number];
