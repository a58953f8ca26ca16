/** What the emulated CRM lets in, three ways: bearer, basic, and the header `X-Api-Key`. */
export const EMULATED_CREDENTIALS = {
  token: 'rest-emulator-token',
  username: 'open311',
  password: 'rest-emulator-password',
  key: 'rest-emulator-key',
};
