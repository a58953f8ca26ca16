import { describeAdapter } from '../../test/adapter-kit/describe-adapter.js';
import { lagan } from './lagan.adapter.js';
import { type LaganEmulatorOptions, startLaganEmulator } from './lagan.emulator.js';

const cases = {
  pothole: { eventCode: 4000041, queue: 'Highways Inbound', form: { name: 'pothole_details', fields: { depth: 'hole_depth' } } },
};

const updates = { close: { fixed: { title: 'Repaired' } }, reopen: ['open'] };

const at = (site: LaganEmulatorOptions) => ({
  manifest: { ...lagan, startEmulator: () => startLaganEmulator(site) },
  badCredentials: { password: 'not-the-password' },
  secrets: ['secret', 'not-the-password'],
  createOperation: 'createCase',
  noteOperation: 'createNotes',
  mediaOperation: 'createNotes',
  updateOperation: 'closeCases',
  faultWords: 'The case could not be saved',
  titleOf: (fields: Readonly<Record<string, unknown>>) => fields['Title'],
});

describe('a site that wants a user name token', () => {
  describeAdapter({ ...at({ auth: 'usernameToken' }), settings: { cases, updates } });
});

describe('a site that wants a token from FLAuth', () => {
  describeAdapter({ ...at({ auth: 'token' }), settings: { cases, updates, soapAuth: 'token' } });
});

describe('a site that wants HTTP Basic', () => {
  describeAdapter({ ...at({ auth: 'basic' }), settings: { cases, updates, soapAuth: 'none', httpAuth: 'basic' } });
});

describe('a site spoken to by the older contract, all services being one kind of case', () => {
  describeAdapter({
    ...at({}),
    settings: { updates, defaultCase: { eventCode: 4000041 }, contract: 'older' },
    cannot: { fetchChanges: 'the older contract has no changed-since search' },
  });
});
