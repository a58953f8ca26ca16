/** What it lets in: the SOAP service by the first three, the file service by the last two. */
export const CONFIRM_CREDENTIALS = {
  username: 'open311',
  password: 'confirm-like-password',
  database: 'LIVE',
  clientId: 'open311-files',
  clientSecret: 'confirm-like-client-secret',
};
