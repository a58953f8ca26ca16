/**
 * What a person was told and must still be told. A message is written with the change that it tells of, in one transaction, and sent after it:
 * its id is what receivers know it by, however often it is sent.
 */
export const alerts = `
create table bridge.alert (
  key text primary key,
  rule text not null,
  subject text not null,
  state text not null check (state in ('raised', 'cleared')),
  since timestamptz not null,
  last_value double precision not null,
  text text not null,
  last_sent_at timestamptz not null,
  sent_count int not null default 1,
  fine_since timestamptz,
  cleared_at timestamptz
);
create index alert_cleared on bridge.alert (cleared_at desc) where state = 'cleared';

create table bridge.alert_message (
  id text primary key,
  position bigint generated always as identity,
  alert_key text not null,
  channel text not null,
  body jsonb not null,
  state text not null default 'pending' check (state in ('pending', 'sent', 'given up')),
  attempts int not null default 0,
  not_before timestamptz not null default now(),
  last_error text,
  created_at timestamptz not null default now(),
  settled_at timestamptz
);
create index alert_message_pending on bridge.alert_message (alert_key, channel, position) where state = 'pending';
create index alert_message_settled on bridge.alert_message (settled_at) where state <> 'pending';

create table bridge.alert_lease (
  name text primary key,
  owner text not null,
  held_until timestamptz not null
);

create table bridge.certificate (
  host text not null,
  port int not null,
  checked_at timestamptz not null,
  expires_at timestamptz,
  last_error text,
  primary key (host, port)
);

create index service_request_private_newest on bridge.service_request (jurisdiction_id, requested_at desc) where private;
`;
