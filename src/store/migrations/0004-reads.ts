/**
 * What reading needs. Each index ends in a date and the public id, newest first, and carries the row's id: a page of any depth is cut out
 * of the index alone, and only its rows are fetched.
 *
 * `search` holds no e-mail address and no number of six digits or more out of a description, so that a search can't guess what is masked
 * in public output. The address is cut, because a tsvector has a greatest length.
 */
export const reads = String.raw`
alter table bridge.service_request add column search tsvector not null generated always as (
  to_tsvector('simple'::regconfig,
    coalesce(regexp_replace(regexp_replace(description, '[^\s@]+@[^\s@]+', ' ', 'g'), '\+?\(?\d(?:[\s().\/-]*\d){5,}', ' ', 'g'), '')
    || ' ' || coalesce(regexp_replace(left(address, 2000), '[^\s@]+@[^\s@]+', ' ', 'g'), '')
    || ' ' || public_id)
) stored;

drop index bridge.service_request_newest;
create index service_request_newest on bridge.service_request (jurisdiction_id, requested_at desc, public_id desc)
  include (id) where not private;
create index service_request_status on bridge.service_request (jurisdiction_id, status, requested_at desc, public_id desc)
  include (id) where not private;
create index service_request_service on bridge.service_request (jurisdiction_id, service_code, status, requested_at desc, public_id desc)
  include (id) where not private;
create index service_request_agency on bridge.service_request (jurisdiction_id, lower(agency_responsible), requested_at desc, public_id desc)
  include (id) where not private;
create index service_request_updated on bridge.service_request (jurisdiction_id, updated_at desc, public_id desc)
  include (id, service_code, status) where not private;
create index service_request_search on bridge.service_request using gin (search) with (gin_pending_list_limit = 512) where not private;
create index service_request_place on bridge.service_request using gist (point(long, lat)) where not private;

create table bridge.service_list (
  jurisdiction_id text primary key,
  digest text not null,
  changed_at timestamptz not null
);
`;
