/**
 * Requests that came out of another system's records: nobody filed them here, so they have no client. `imported_request` keeps what each was known by
 * there and a digest of what was read of it, so that a second run finds nothing to do; `import_source` how far a run that was cut off had come.
 */
export const imports = `
alter table bridge.service_request alter column api_client_id drop not null;

create table bridge.import_source (
  jurisdiction_id text not null,
  name text not null,
  position jsonb,
  started_at timestamptz not null default now(),
  finished_at timestamptz,
  primary key (jurisdiction_id, name)
);

create table bridge.imported_request (
  jurisdiction_id text not null,
  source text not null,
  source_id text not null,
  request_id bigint not null references bridge.service_request (id) on delete cascade,
  digest text not null,
  imported_at timestamptz not null default now(),
  primary key (jurisdiction_id, source, source_id)
);
create index imported_request_request on bridge.imported_request (request_id);
create index imported_request_id on bridge.imported_request (source_id);
`;
