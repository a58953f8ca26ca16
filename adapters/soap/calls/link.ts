import type { Cookies } from '../../../src/adapter-kit/http/cookies.js';

/** What a session adds to a call. */
export interface Link {
  readonly endpoint?: string;
  readonly cookies?: Cookies;
}

/** What WS-Addressing tells of a message. */
export interface MessageFacts {
  readonly url: string;
  readonly action: string;
}
