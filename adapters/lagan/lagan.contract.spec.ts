import { describeAdapter } from '../../test/adapter-kit/describe-adapter.js';
import { conformance } from './lagan.conformance.js';

conformance.forEach(describeAdapter);
