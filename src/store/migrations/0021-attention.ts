/**
 * What waits for a person. A message of a CRM may be dismissed; open cases are found by when the CRM last said anything of them, so that those it is
 * silent about cost what they are and not what is open.
 */
export const attention = `
alter table bridge.received_callback drop constraint received_callback_state_check,
  add constraint received_callback_state_check check (state in ('pending', 'applied', 'failed', 'dismissed'));

create index crm_case_silent on bridge.crm_case (connection, (greatest(created_at, news_at, crm_changed_at)))
  where merged_into is null and (news is null or news ->> 'status' <> 'closed');
`;
