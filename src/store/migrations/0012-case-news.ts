/** What a case last meant to the public stays with the case: several required cases make one public status. */
export const caseNews = `
alter table bridge.crm_case add column news jsonb, add column news_at timestamptz;
update bridge.crm_case c set news_at = coalesce(c.crm_changed_at, c.last_seen_at, c.created_at),
  news = jsonb_strip_nulls(jsonb_build_object('status', r.status, 'detail', r.detailed_status, 'notes', r.status_notes, 'sourceId', 'before/' || c.case_ref))
from bridge.service_request r where r.id = c.request_id and c.crm_status is not null;
`;
