/** What a session adds to a call. */
export interface Link {
  readonly endpoint?: string;
  /** `Cookie`. */
  readonly cookie?: string;
}

/** What WS-Addressing tells of a message. */
export interface MessageFacts {
  readonly url: string;
  readonly action: string;
}
