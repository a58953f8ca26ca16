import { describeAdapter } from '../../test/adapter-kit/describe-adapter.js';
import { lagan } from './lagan.adapter.js';

const cases = { pothole: { eventCode: 4000041, queue: 'Highways Inbound', form: { name: 'pothole_details', fields: { depth: 'hole_depth' } } } };
const under = {
  manifest: lagan,
  badCredentials: { password: 'not-the-password' },
  secrets: ['secret', 'not-the-password'],
  createOperation: 'createCase',
  faultWords: 'The case could not be saved',
};

describeAdapter({ ...under, settings: { cases } });

describe('with a token from FLAuth', () => {
  describeAdapter({ ...under, settings: { cases, soapAuth: 'token' } });
});

describe('with HTTP Basic alone', () => {
  describeAdapter({ ...under, settings: { cases, soapAuth: 'none', httpAuth: 'basic' } });
});

describe('on the older contract, with services told apart by nothing', () => {
  const cannot = { fetchChanges: 'the older contract has no changed-since search' };
  describeAdapter({
    ...under,
    manifest: { ...lagan, startEmulator: lagan.startEmulator },
    settings: { defaultCase: { eventCode: 4000041 }, contract: 'older' },
    cannot,
  });
});
