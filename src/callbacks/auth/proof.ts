import type { CallbackMessage, MessageIdentity } from '../callback-message.js';

/** How the messages of one connection prove where they come from. */
export interface Proof {
  /** @throws CallbackRefused for a message that doesn't. */
  check(message: CallbackMessage): MessageIdentity;
}
