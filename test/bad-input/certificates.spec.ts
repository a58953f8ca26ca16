import type { TlsOptions } from 'node:tls';
import { MisconfiguredError } from '../../src/adapter-kit/errors.js';
import { TestAuthority } from '../support/certificates.js';
import { answers, HostileCrm } from './hostile-crm.js';
import { SECRET, Victim } from './victims.js';

const DAY = 86_400_000;
const known = TestAuthority.make();
const good = known.sign();
const server = ({ certificate, key } = good): TlsOptions => ({ cert: certificate, key });
const asking: TlsOptions = { ...server(), requestCert: true, rejectUnauthorized: true, ca: known.certificate };

const started: HostileCrm[] = [];
afterAll(() => started.forEach((each) => each.close()));

describe.each(Object.entries({ lagan: Victim.lagan, rest: Victim.rest, soap: Victim.soap }))(
  '%s takes for a misconfiguration',
  (_type, make) => {
    it.each<[string, TlsOptions, string]>([
      ['a certificate that expired', server(known.sign({ validTo: new Date(Date.now() - DAY / 2) })), 'out of date'],
      ['a certificate for another host', server(known.sign({ hosts: ['other.example'] })), 'http.tls.serverName'],
      ['a certificate from an authority that nobody knows', server(TestAuthority.make('Other').sign()), 'http.tls.ca'],
      ['being asked for ours by TLS 1.2', { ...asking, maxVersion: 'TLSv1.2' }, 'http.tls.certificate'],
      ['being asked for ours by TLS 1.3', { ...asking, minVersion: 'TLSv1.3' }, 'http.tls.certificate'],
    ])('%s, before anything is sent, and says where to look', async (_what, tls, remedy) => {
      const crm = await HostileCrm.start(tls);
      started.push(crm);
      let received = 0;
      crm.behave = (socket, request) => {
        received += 1;
        answers('<a/>')(socket, request);
      };
      const victim = make(crm.url, { http: { tls: { ca: known.certificate } } });
      for (const failure of [await victim.create(), await victim.check()]) {
        expect(failure).toBeInstanceOf(MisconfiguredError);
        expect((failure as Error).message).toContain(remedy);
      }
      expect(received).toBe(0);
      expect(victim.shown()).not.toContain(SECRET);
      victim.close();
    });
  },
);
