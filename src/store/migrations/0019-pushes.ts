/**
 * Updates on their way to those who want to be told. A subscriber's updates are noted in the order in which they became public, with the place up to
 * which they were, in one transaction; each is sent after that until it is there.
 */
export const pushes = `
create table bridge.push_subscriber (
  subscriber text primary key,
  cursor_at timestamptz not null default now(),
  cursor_id bigint not null default 0,
  lease_owner text,
  lease_until timestamptz,
  not_before timestamptz not null default now(),
  last_backoff_ms integer,
  last_error text
);

create table bridge.update_push (
  id bigint generated always as identity primary key,
  subscriber text not null,
  update_id bigint not null references bridge.request_update (id) on delete cascade,
  request_id bigint not null,
  state text not null default 'pending' check (state in ('pending', 'sent', 'dead')),
  attempts integer not null default 0,
  last_error text,
  created_at timestamptz not null default now(),
  settled_at timestamptz,
  unique (subscriber, update_id)
);
create index update_push_pending on bridge.update_push (subscriber, id) where state = 'pending';
create index update_push_request on bridge.update_push (subscriber, request_id, id) where state = 'pending';
create index update_push_update on bridge.update_push (update_id);
create index update_push_settled on bridge.update_push (settled_at) where state <> 'pending';
`;
