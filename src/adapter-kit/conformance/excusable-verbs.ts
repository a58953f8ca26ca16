import { ADAPTER_CAPABILITIES, type AdapterCapability } from '../adapter.js';

type Excusable = Exclude<AdapterCapability, 'receiveCallback'>;

/**
 * What a CRM may be unable to do: verbs that an adapter may leave out, and `findCase`, which then says `unknowable`. `receiveCallback` needs no
 * excuse: a connection's own rules do the same.
 */
export const EXCUSABLE_VERBS = [
  'findCase',
  ...ADAPTER_CAPABILITIES.filter((verb): verb is Excusable => verb !== 'receiveCallback'),
] as const;
export type ExcusableVerb = (typeof EXCUSABLE_VERBS)[number];

/** Quicker ways to what another verb does: left out without an excuse, and no level asks for them. */
export const SHORTCUTS: readonly ExcusableVerb[] = ['fetchStatuses'];
