import type { ConformanceHost } from '../adapter-kit/conformance/adapter-under-test.js';
import { checkShape } from '../settings/check-shape.js';
import { SchemaWriter } from '../settings/json-schema.js';

/** Settings as the bridge checks and describes them at start. */
export const conformanceHost: ConformanceHost = {
  check: (settingsClass, plain) => checkShape(settingsClass, plain),
  schemaOf: (settingsClass) => new SchemaWriter().schemaOf(settingsClass),
};
