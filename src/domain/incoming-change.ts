/** How a change came in. */
export const CHANGE_SOURCES = ['poll', 'callback', 'mail', 'canary', 'reconcile'] as const;
export type ChangeSource = (typeof CHANGE_SOURCES)[number];

/** `waiting`: for its case or for a person. The other two are final. */
export const INCOMING_STATES = ['waiting', 'applied', 'dismissed'] as const;
export type IncomingState = (typeof INCOMING_STATES)[number];

/** A snapshot of a case as JSON keeps it: the kit's `CaseSnapshot`, its times as ISO 8601. */
export type StoredSnapshot = Readonly<Record<string, unknown>>;
