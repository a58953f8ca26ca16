import type { Posted } from '../outgoing/post.js';
import type { PublicUpdate } from '../store/update.store.js';

/** Who is told of a city's updates. */
export interface Receiver {
  /** @throws Error when no answer came. */
  send(update: PublicUpdate): Promise<Posted>;
  /** It has this one already, since it says so after a try whose answer was lost. */
  knew(posted: Posted): boolean;
}
