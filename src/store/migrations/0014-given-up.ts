/** Required deliveries that were given up lately: what is left of their requests may all be closed. */
export const givenUp = `
create index delivery_given_up on bridge.delivery (settled_at)
  where step = 'create_case' and role = 'required' and state in ('dead', 'cancelled');
`;
