import { adapterCatalogue } from '../connections/adapter-catalogue.js';
import { ConfigFolder } from '../../test/support/configuration.js';
import { OAKVILLE } from '../../test/support/oakville.js';
import { tryConnection } from './connection-trial.js';

const CITY = `${OAKVILLE}connections:
  crm:
    type: email
    settings: { host: mail.invalid, from: 311@city.example, to: crm@city.example }
    sync:
      stale:
        except:
          - { statuses: [On hold], afterDays: 0 }
          - { services: [TREE, TRE, BUSH], afterDays: 60 }
routes: [{ to: crm }]
`;
const NEIGHBOUR = 'connections:\n  county: { type: open311, settings: { endpoint: https://county.invalid/open311/v2 } }';

let folder: ConfigFolder;
beforeEach(() => {
  folder = new ConfigFolder();
});
afterEach(() => folder.remove());

async function told(city: string, options: object = { tryConnection }): Promise<string[]> {
  folder.city(city);
  const mistakes = await folder.mistakes({}, { adapters: adapterCatalogue, ...options });
  return mistakes.map(({ line, keyPath, reason, suggestion = 'nothing' }) => `${line} ${keyPath}: ${reason} -> ${suggestion}`);
}

it('an exception of stale cases for a service that is not there is told, with the one that was meant', async () => {
  expect(await told(CITY)).toEqual([
    '15 connections.crm.sync.stale.except[1].services[1]: there is no service TRE -> TREE',
    '15 connections.crm.sync.stale.except[1].services[2]: there is no service BUSH -> nothing',
  ]);
});

it('an exception that all cities have from settings.yaml is no mistake of the one without the service', async () => {
  const [city, routes] = [CITY.slice(0, CITY.indexOf('    sync:')), CITY.slice(CITY.indexOf('routes:'))];
  folder.write('settings.yaml', 'connection: { sync: { stale: { except: [{ services: [BUSH], afterDays: 60 }] } } }');
  expect(await told(city + routes)).toEqual([]);
});

it('a bridge starts with an exception for a service that is given up, whose cases are still open', async () => {
  expect(await told(CITY, {})).toEqual([]);
});

it('nothing is said where a CRM of the city tells services, which are in no file', async () => {
  expect(await told(CITY.replace('connections:', NEIGHBOUR))).toEqual([]);
});
