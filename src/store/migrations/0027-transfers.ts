/**
 * A case that its CRM handed to another connection, and when: the later handing over holds, in whatever order the two CRMs are heard. Rows of
 * `case_transfer` stay: they are the report's history.
 */
export const transfers = `
alter table bridge.crm_case add column transferred_to text;
create table bridge.case_transfer (
  id bigint generated always as identity primary key,
  request_id bigint not null references bridge.service_request (id) on delete cascade,
  from_connection text not null,
  to_connection text not null,
  told_at timestamptz not null,
  made_at timestamptz not null default now()
);
create index case_transfer_request on bridge.case_transfer (request_id);
`;
