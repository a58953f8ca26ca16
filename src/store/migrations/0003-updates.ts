/**
 * Updates both ways, and idempotency keys of any length: an index entry holds 2.7 kB, so that the key's SHA-256 is kept in its place.
 * What the CRM said before gets the ids and moments that it would be given now.
 */
export const updates = `
alter table bridge.service_request
  alter column idempotency_key type bytea using sha256(convert_to(idempotency_key, 'UTF8'));
alter table bridge.service_request rename column idempotency_key to idempotency_hash;
alter table bridge.service_request add column service_type text not null default 'realtime'
  check (service_type in ('realtime', 'batch', 'blackbox'));
update bridge.service_request set service_type = 'batch' where token is not null;
alter table bridge.service_request alter column service_type drop default;

alter table bridge.request_update
  add column jurisdiction_id text,
  add column public_id text,
  add column media_urls text[] not null default '{}',
  add column external_status_code text,
  add column customer_reference text;
update bridge.request_update u set
  jurisdiction_id = r.jurisdiction_id,
  public_id = 'U-' || left(encode(sha256(convert_to(u.source || '/' || u.source_id, 'UTF8')), 'hex'), 32),
  available_at = greatest(date_trunc('second', u.available_at), date_trunc('second', r.requested_at) + interval '1 second')
from bridge.service_request r where r.id = u.request_id;
alter table bridge.request_update
  alter column jurisdiction_id set not null,
  alter column public_id set not null,
  alter column media_urls drop default,
  add unique (public_id);
create index request_update_available on bridge.request_update (jurisdiction_id, available_at, id);

create table bridge.client_update (
  id bigint generated always as identity primary key,
  request_id bigint not null references bridge.service_request (id) on delete cascade,
  position int not null,
  public_id text not null unique,
  api_client_id uuid not null references bridge.api_client (id),
  client_update_hash bytea not null,
  client_update_id text not null,
  service_request_id_ext text,
  status text not null,
  description text not null,
  event_at timestamptz not null,
  received_at timestamptz not null,
  anonymous boolean,
  email_alerts boolean,
  attributes jsonb not null,
  unique (api_client_id, request_id, client_update_hash),
  unique (request_id, position)
);

create table bridge.update_author (
  update_id bigint primary key references bridge.client_update (id) on delete cascade,
  title text,
  first_name text,
  last_name text,
  email text,
  phone text,
  account_id text
);
`;
