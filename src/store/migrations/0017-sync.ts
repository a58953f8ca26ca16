/**
 * What comes back from the CRMs: changes that wait, references that changed, merged cases, and when each case is asked for. A case is asked for
 * by its own time, so that a round costs what is due and not what is open.
 */
export const sync = `
create table bridge.incoming_change (
  id bigint generated always as identity primary key,
  connection text not null,
  source text not null,
  item_id text not null,
  awaits text not null check (awaits in ('case', 'person')),
  state text not null default 'waiting' check (state in ('waiting', 'applied', 'dismissed')),
  case_ref text,
  public_id text,
  snapshot jsonb,
  reason text not null,
  summary text,
  times integer not null default 1,
  received_at timestamptz not null default now(),
  last_received_at timestamptz not null default now(),
  settled_at timestamptz,
  settled_by text,
  unique (connection, source, item_id)
);
create index incoming_change_waiting on bridge.incoming_change (connection, awaits, id) where state = 'waiting';
create index incoming_change_settled on bridge.incoming_change (settled_at) where state <> 'waiting';

create table bridge.case_alias (
  connection text not null,
  case_ref text not null,
  current_ref text not null,
  created_at timestamptz not null default now(),
  primary key (connection, case_ref)
);
create index case_alias_current on bridge.case_alias (connection, current_ref);

alter table bridge.service_request add column parent_id bigint references bridge.service_request (id) on delete set null;
create index service_request_parent on bridge.service_request (parent_id) where parent_id is not null;

alter table bridge.sync_cursor add column fence integer not null default 0;

alter table bridge.crm_case add column said text, add column seen text[] not null default '{}', add column merged_into text,
  add column missing_since timestamptz, add column ask_at timestamptz default now(), add column ask_rank integer not null default 0;
update bridge.crm_case c set ask_rank = 1, ask_at = case when r.status = 'open' then now() + random() * interval '1 hour' end
from bridge.service_request r where r.id = c.request_id;
create index crm_case_due on bridge.crm_case (connection, ask_rank, ask_at) where ask_at is not null;
create index crm_case_merged on bridge.crm_case (connection, merged_into) where merged_into is not null;
drop index bridge.crm_case_open;
`;
