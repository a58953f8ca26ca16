export { aCallContext, type TestContext, type TestContextOverrides } from '../../src/adapter-kit/conformance/call-context.js';
