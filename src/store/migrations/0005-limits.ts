/** A key's own rate: requests a minute, 0 for no limit, null for what the settings say. */
export const limits = `
alter table bridge.api_client add column requests_per_minute int check (requests_per_minute >= 0);
`;
