/** Names that templates and expressions may use; which of them hold something depends on the action. README.md tells of each. */
export const VARIABLES = [
  'request',
  'location',
  'caseRef',
  'case',
  'note',
  'picture',
  'pictures',
  'change',
  'since',
  'from',
  'to',
  'page',
  'ids',
  'service',
  'idempotencyKey',
  'now',
  'operation',
  'values',
  'steps',
  'session',
  'credentials',
  'tables',
  'item',
  'index',
] as const;

/** What templates are rendered with. */
export type Values = Readonly<Record<string, unknown>>;
