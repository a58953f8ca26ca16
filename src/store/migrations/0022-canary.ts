/**
 * Canaries: reports that the bridge files itself to see that a whole round trip works. They are requests like all others, but never public; that is
 * held by the table itself. One of a connection is under way at a time.
 */
export const canary = `
alter table bridge.service_request add column canary boolean not null default false;
alter table bridge.service_request add constraint service_request_canary_private check (not canary or private) not valid;

create table bridge.canary (
  id bigint generated always as identity primary key,
  connection text not null,
  request_id bigint not null references bridge.service_request (id) on delete cascade,
  started_by text,
  started_at timestamptz not null default now(),
  deadline_at timestamptz not null,
  made_at timestamptz,
  seen_at timestamptz,
  close_sent_at timestamptz,
  ended_at timestamptz,
  outcome text check (outcome in ('ok', 'failed')),
  detail text,
  check ((ended_at is null) = (outcome is null))
);
create unique index canary_under_way on bridge.canary (connection) where ended_at is null;
create index canary_started on bridge.canary (connection, started_at);
create index canary_request on bridge.canary (request_id);

create table bridge.canary_lease (
  connection text primary key,
  lease_owner text,
  lease_until timestamptz,
  fence integer not null
);
`;
