/** Deliveries that may yet need a copy to a fallback are found by age, however many have theirs already. */
export const fallbacks = `
alter table bridge.delivery add column fallback_at timestamptz;
create index delivery_may_fall_back on bridge.delivery (connection, created_at)
  where step = 'create_case' and state in ('pending', 'sending', 'unknown') and fallback_at is null;
`;
