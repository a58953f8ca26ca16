/** What the ticket service lets in. */
export const ALWAYS_YES_CREDENTIALS = { key: 'always-yes-tenant-key' };
