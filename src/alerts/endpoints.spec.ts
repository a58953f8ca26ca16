import { aConnection } from '../../test/support/a-connection.js';
import type { Settings } from '../settings/settings.js';
import { endpointsOf } from './endpoints.js';

it('the https addresses that connections name anywhere in their settings, and our own, each once', () => {
  const connections = [
    aConnection({
      settings: {
        endpoint: 'https://CRM.example:8443/FL',
        plain: 'http://crm.example/',
        note: 'see https://elsewhere.example',
        depth: 3,
        nothing: null,
        calls: [{ url: 'https://crm.example:8443/other' }, { url: 'https://[2001:db8::1]/x' }, { url: 'https://{{ host }}/x' }],
      },
    }),
  ];
  const settings = { server: { publicUrl: 'https://311.town.example' }, jurisdictions: [{ connections }] };
  expect(endpointsOf(settings as unknown as Settings)).toEqual([
    { host: '311.town.example', port: 443 },
    { host: 'crm.example', port: 8443 },
    { host: '2001:db8::1', port: 443 },
  ]);
});
