/**
 * Services that CRMs tell of. `catalogue_list` keeps every list as it was told, `catalogue_service` what of them was approved (what is gone stays, with the moment), `catalogue_pin`
 * what the city set itself, `catalogue_state` a number that grows with every change, so that all processes see it, and what a person must know of.
 */
export const catalogue = `
create table bridge.catalogue_list (
  id bigint generated always as identity primary key,
  connection text not null,
  fetched_at timestamptz not null default now(),
  fetched_by text not null,
  state text not null default 'staged' check (state in ('staged', 'approved', 'superseded')),
  services jsonb not null,
  refused jsonb not null,
  decided_at timestamptz,
  decided_by text
);
create index catalogue_list_newest on bridge.catalogue_list (connection, id desc);

create table bridge.catalogue_service (
  connection text not null,
  code text not null,
  position int not null,
  definition jsonb not null,
  approved_at timestamptz not null,
  gone_at timestamptz,
  primary key (connection, code)
);

create table bridge.catalogue_pin (
  connection text not null,
  code text not null,
  field text not null,
  value jsonb not null,
  pinned_by text not null,
  pinned_at timestamptz not null default now(),
  primary key (connection, code, field)
);

create table bridge.catalogue_state (
  connection text primary key,
  version bigint not null default 0,
  fetched_at timestamptz,
  next_fetch_at timestamptz,
  problem text,
  problem_at timestamptz
);
`;
