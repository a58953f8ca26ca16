/**
 * What the delivery engine keeps. A claim moves `not_before` to the end of its lease, so that one index finds whatever may be taken now. A gate
 * and its slots are what all processes share of a connection: circuit breaker, pace, calls at once.
 */
export const deliveryEngine = `
update bridge.delivery set not_before = greatest(not_before, lease_until) where state = 'sending' and lease_until is not null;
drop index bridge.delivery_due;
alter table bridge.delivery
  drop column lease_until,
  drop column enqueued_at,
  add column blocked boolean not null default false,
  add column look_first boolean not null default false,
  add column claimed_by text,
  add column claimed_at timestamptz,
  add column first_failed_at timestamptz,
  add column update_id bigint references bridge.client_update (id) on delete cascade,
  add column media_id bigint references bridge.media (id) on delete cascade,
  add column overrides jsonb,
  add column results jsonb,
  add column fallback_of uuid references bridge.delivery (id) on delete set null;
create index delivery_due on bridge.delivery (connection, not_before) where state in ('pending', 'sending') and not blocked;
create index delivery_blocked on bridge.delivery (request_id, connection) where state = 'pending' and blocked;
create unique index delivery_fallback on bridge.delivery (fallback_of) where fallback_of is not null;

create table bridge.connection_gate (
  connection text primary key,
  breaker text not null default 'closed' check (breaker in ('closed', 'open', 'half_open')),
  failures int not null default 0,
  reason_kind text,
  reason_text text,
  opened_at timestamptz,
  probe_at timestamptz,
  probe_until timestamptz,
  last_pause_ms int,
  paused_at timestamptz,
  paused_by text,
  next_call_at timestamptz not null default now()
);

create table bridge.connection_slot (
  connection text not null,
  slot int not null,
  held_by uuid,
  held_until timestamptz not null default now(),
  primary key (connection, slot)
) with (fillfactor = 50);

alter table bridge.service_request add column erased_at timestamptz;
`;
