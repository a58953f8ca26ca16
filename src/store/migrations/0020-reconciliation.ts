/** What the last comparison of both sides found, by connection: what alerts and metrics tell of it. */
export const reconciliation = `
create table bridge.reconciliation (
  connection text primary key,
  next_at timestamptz,
  from_at timestamptz,
  to_at timestamptz,
  finished_at timestamptz,
  differences integer not null default 0,
  kinds jsonb not null default '{}',
  differing_since timestamptz,
  last_error text
);
`;
