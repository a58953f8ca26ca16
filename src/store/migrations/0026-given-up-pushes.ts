/** Updates that a subscriber was not told of are counted for an alert: what that costs is what was given up, and not what was sent. */
export const givenUpPushes = `
create index update_push_dead on bridge.update_push (subscriber, settled_at) where state = 'dead';
`;
