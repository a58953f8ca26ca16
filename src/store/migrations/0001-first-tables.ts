/** The first tables. Everything is in schema `bridge`; names are qualified because the embedded database's search path is the queue's. */
export const firstTables = `
create table bridge.api_client (
  id uuid primary key,
  name text not null,
  key_prefix text not null,
  key_hash bytea not null unique,
  jurisdictions text[],
  created_at timestamptz not null,
  revoked_at timestamptz
);

create sequence bridge.public_number;

create table bridge.service_request (
  id bigint generated always as identity primary key,
  jurisdiction_id text not null,
  public_id text not null,
  token text,
  service_code text not null,
  service_name text not null,
  service_group text,
  description text,
  lat double precision,
  long double precision,
  address text,
  address_id text,
  zipcode text,
  attributes jsonb not null,
  status text not null check (status in ('open', 'closed')),
  detailed_status text not null,
  status_notes text,
  agency_responsible text,
  service_notice text,
  private boolean not null,
  requested_at timestamptz not null,
  updated_at timestamptz not null,
  expected_at timestamptz,
  api_client_id uuid not null references bridge.api_client (id),
  idempotency_key text,
  unique (jurisdiction_id, public_id),
  check ((lat is null) = (long is null))
);
create index service_request_newest on bridge.service_request (jurisdiction_id, requested_at desc, public_id desc) where not private;
create unique index service_request_token on bridge.service_request (token) where token is not null;
create unique index service_request_idempotency on bridge.service_request (api_client_id, jurisdiction_id, idempotency_key)
  where idempotency_key is not null;

create table bridge.reporter (
  request_id bigint primary key references bridge.service_request (id) on delete cascade,
  email text,
  phone text,
  first_name text,
  last_name text,
  device_id text,
  account_id text
);

create table bridge.media (
  request_id bigint not null references bridge.service_request (id) on delete cascade,
  position int not null,
  source_url text not null,
  primary key (request_id, position)
);

create table bridge.delivery (
  id uuid primary key,
  request_id bigint not null references bridge.service_request (id) on delete cascade,
  connection text not null,
  step text not null check (step in ('create_case', 'attach_media', 'add_note', 'update_case')),
  position int not null,
  role text not null check (role in ('required', 'copy')),
  state text not null check (state in ('pending', 'sending', 'delivered', 'unknown', 'dead', 'cancelled')),
  fence int not null,
  attempts int not null,
  not_before timestamptz not null,
  lease_until timestamptz,
  first_sent_at timestamptz,
  enqueued_at timestamptz,
  last_error_kind text,
  last_error_text text,
  last_backoff_ms int,
  created_at timestamptz not null,
  settled_at timestamptz,
  unique (request_id, connection, position)
);
create index delivery_due on bridge.delivery (not_before) where state in ('pending', 'sending');
create index delivery_parked on bridge.delivery (connection, created_at) where state in ('unknown', 'dead');

create table bridge.attempt (
  delivery_id uuid not null references bridge.delivery (id) on delete cascade,
  number int not null,
  started_at timestamptz not null,
  ended_at timestamptz not null,
  outcome text not null,
  error_kind text,
  error_text text,
  exchanges jsonb not null,
  worker text not null,
  primary key (delivery_id, number)
);

create table bridge.crm_case (
  connection text not null,
  case_ref text not null,
  request_id bigint not null references bridge.service_request (id) on delete cascade,
  crm_status text,
  crm_reason text,
  crm_changed_at timestamptz,
  last_seen_at timestamptz,
  created_at timestamptz not null,
  primary key (connection, case_ref)
);
create index crm_case_request on bridge.crm_case (request_id);
create index crm_case_open on bridge.crm_case (connection, last_seen_at nulls first) where crm_status is null or crm_status <> 'closed';

create table bridge.request_update (
  id bigint generated always as identity primary key,
  request_id bigint not null references bridge.service_request (id) on delete cascade,
  source text not null,
  source_id text not null,
  status text not null check (status in ('open', 'closed')),
  detailed_status text not null,
  description text,
  event_at timestamptz not null,
  available_at timestamptz not null,
  unique (source, source_id)
);
create index request_update_request on bridge.request_update (request_id, event_at);

create table bridge.sync_cursor (
  connection text primary key,
  cursor_at timestamptz,
  lease_owner text,
  lease_until timestamptz,
  polled_at timestamptz,
  last_error text
);

create table bridge.unmapped_status (
  connection text not null,
  crm_status text not null,
  crm_reason text not null,
  seen int not null,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  sample_case_ref text not null,
  primary key (connection, crm_status, crm_reason)
);

create table bridge.audit_event (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  actor text not null,
  action text not null,
  subject text not null,
  detail jsonb not null
);
`;
