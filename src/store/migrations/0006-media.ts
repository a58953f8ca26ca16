/** Pictures get a state, an address and what was made of them. Rows of before are pictures still to be fetched. */
export const media = `
alter table bridge.media drop constraint media_pkey;
alter table bridge.media
  alter column source_url drop not null,
  add column id bigint generated always as identity primary key,
  add column update_id bigint references bridge.client_update (id) on delete cascade,
  add column source text not null default 'url' check (source in ('file', 'base64', 'url')),
  add column state text not null default 'waiting' check (state in ('waiting', 'ready', 'failed')),
  add column token text not null default replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '') unique,
  add column attempts int not null default 0,
  add column not_before timestamptz not null default now(),
  add column lease_until timestamptz,
  add column last_backoff_ms int,
  add column content_type text,
  add column width int,
  add column height int,
  add column bytes int,
  add column reason text,
  add column created_at timestamptz not null default now(),
  add column settled_at timestamptz;
alter table bridge.media
  alter column source drop default,
  alter column token drop default,
  alter column created_at drop default;
create unique index media_of_request on bridge.media (request_id, coalesce(update_id, 0), position);
create index media_of_update on bridge.media (update_id) where update_id is not null;
create index media_due on bridge.media (not_before) where state = 'waiting';
`;
