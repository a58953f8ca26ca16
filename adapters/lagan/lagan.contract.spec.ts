import { describeAdapter } from '../../test/adapter-kit/describe-adapter.js';
import { LOG_IN, SHAPE } from '../../test/adapter-kit/selections.js';
import { conformance } from './lagan.conformance.js';

const [usual, token, basic, older, ...others] = conformance;

describeAdapter(usual!);
describeAdapter(token!, LOG_IN);
describeAdapter(basic!, LOG_IN);
describeAdapter(older!, SHAPE);
others.forEach((under) => describeAdapter(under));
