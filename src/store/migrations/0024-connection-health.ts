/**
 * What is known of a connection beside its deliveries: whether its CRM refuses to tell changes, what a check found, and the number that people have
 * for a case.
 */
export const connectionHealth = `
alter table bridge.sync_cursor
  add column refused_since timestamptz,
  add column held_until timestamptz,
  add column last_pause_ms int;
alter table bridge.connection_gate
  add column checked_at timestamptz,
  add column check_kind text,
  add column check_text text;
alter table bridge.crm_case add column customer_reference text;
create index crm_case_customer_reference on bridge.crm_case (customer_reference) where customer_reference is not null;
`;
