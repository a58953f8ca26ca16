import { ADAPTER_CAPABILITIES } from '../adapter.js';

/** What a CRM may be unable to do: verbs that an adapter may leave out, and `findCase`, which then says `unknowable`. */
export const EXCUSABLE_VERBS = ['findCase', ...ADAPTER_CAPABILITIES] as const;
export type ExcusableVerb = (typeof EXCUSABLE_VERBS)[number];

/** Quicker ways to what another verb does: left out without an excuse, and no level asks for them. */
export const SHORTCUTS: readonly ExcusableVerb[] = ['fetchStatuses'];
