import { REQUEST_OPERATIONS } from './request-operations.js';
import { SERVICE_OPERATIONS } from './service-operations.js';
import { UPDATE_OPERATIONS } from './update-operations.js';

/** Everything the API document tells, by the names that controllers use. */
export const OPERATIONS = { ...SERVICE_OPERATIONS, ...REQUEST_OPERATIONS, ...UPDATE_OPERATIONS };
