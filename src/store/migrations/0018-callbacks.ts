/**
 * What CRMs sent by themselves, kept before they get their answer. A message is emptied once it is applied: what it said stands with the request.
 * Its id stays for a while, so that the same one is known again.
 */
export const callbacks = `
create table bridge.received_callback (
  id bigint generated always as identity primary key,
  connection text not null,
  message_id text,
  signed_at timestamptz,
  received_at timestamptz not null default now(),
  headers jsonb not null,
  query text not null,
  body bytea,
  state text not null default 'pending' check (state in ('pending', 'applied', 'failed')),
  attempts integer not null default 0,
  not_before timestamptz not null default now(),
  claimed_by text,
  last_backoff_ms integer,
  last_error text,
  changes integer,
  settled_at timestamptz,
  unique (connection, message_id)
);
create index received_callback_pending on bridge.received_callback (connection, id) where state = 'pending';
create index received_callback_failed on bridge.received_callback (connection, id) where state = 'failed';
create index received_callback_settled on bridge.received_callback (connection, settled_at) where state <> 'pending';
`;
