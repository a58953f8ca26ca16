import { describeAdapter } from '../../test/adapter-kit/describe-adapter.js';
import { conformance } from './lagan.conformance.js';

/** Where only the way of logging in differs, no more is run than has to do with it; `npm run conformance` runs all. */
const LOG_IN = ['CHECK*', 'CREATE*', 'FIND-0*', 'STATE*', 'SECRET*', 'CALLS*', 'MEDIA-KEPT*'];
const ONLY_LOG_IN_DIFFERS = ['token from FLAuth', 'HTTP Basic'];

for (const under of conformance) describeAdapter(under, ONLY_LOG_IN_DIFFERS.includes(under.site ?? '') ? LOG_IN : undefined);
