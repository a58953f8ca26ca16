import { secretsOfAddress } from './address-secrets.js';

it.each<[string, string, readonly string[] | undefined]>([
  ['baseUrl', 'https://crm.test.example:8443/rest/v3', []],
  ['endpoint', 'http://10.0.0.7/lagan/services/FL', []],
  ['tokenUrl', 'https://ada:p%40ss@crm.example/token', ['ada:p%40ss', 'p%40ss', 'p@ss']],
  ['baseUrl', 'https://crm.example/api?key=hush', undefined],
  ['url', 'https://hooks.example/services/T00000001AB0000001XYZ', undefined],
  ['password', 'https://crm.example/', undefined],
  ['baseUrl', 'crm.example', undefined],
])('of %s an address may be shown, but not what lets somebody in: %s', (key, text, secrets) => {
  expect(secretsOfAddress(text, key)).toEqual(secrets);
});
