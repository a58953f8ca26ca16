import type { CallContext } from '../../../src/adapter-kit/adapter.js';
import type { MappingExpression } from '../../../src/adapter-kit/jsonata.js';
import type { RestParts } from '../rest.parts.js';
import type { Moments } from './moments.js';
import { STATUS_IDS } from '../settings/status-names-settings.js';
import type { StatusNames } from './status-names.js';

/** What the verbs of one connection share beside the line to the CRM. */
export interface ReadingParts extends RestParts {
  readonly moments: Moments;
  /** Absent: statuses are what the CRM writes. */
  readonly statusNames?: StatusNames;
}

/**
 * What `$table` looks into. Statuses are asked for only by an expression that names them: nothing else depends on that list.
 * @throws AdapterError where the CRM has to be asked first, and can't be.
 */
export async function tablesFor(
  { tables, statusNames }: ReadingParts,
  { source }: MappingExpression,
  context: CallContext,
): Promise<RestParts['tables']> {
  if (!statusNames || !source.includes(STATUS_IDS)) return tables;
  return { ...tables, [STATUS_IDS]: await statusNames.ids(context) };
}
