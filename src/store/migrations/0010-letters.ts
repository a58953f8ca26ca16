/** Parked deliveries of all connections by age, and what operators did to one thing. */
export const letters = `
create index delivery_parked_by_age on bridge.delivery (created_at, id) where state in ('unknown', 'dead');
create index audit_event_subject on bridge.audit_event (subject, at);
`;
