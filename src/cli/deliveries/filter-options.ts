import { Command, Option } from 'commander';
import {
  DELIVERY_STATES,
  DELIVERY_STEPS,
  type DeliveryState,
  type DeliveryStep,
  FAILURE_KINDS,
  type FailureKind,
} from '../../domain/delivery.js';
import type { DeliveryFilter } from '../../store/dead-letters/delivery-filter.js';
import { momentOf } from './moments.js';

export interface FilterOptions {
  readonly state?: readonly (DeliveryState | 'any')[];
  readonly connection?: string;
  readonly jurisdiction?: string;
  readonly service?: string;
  readonly request?: string;
  readonly kind?: FailureKind;
  readonly step?: DeliveryStep;
  readonly text?: string;
  readonly olderThan?: Date;
  readonly newerThan?: Date;
}

/** Adds the options that say which deliveries are meant. @param usual the states that are meant when none is named. */
export function withFilter(command: Command, usual: readonly DeliveryState[]): Command {
  return command
    .addOption(
      new Option('--state <state...>', `in one of these states; ${usual.join(' and ')} by default`).choices([
        ...DELIVERY_STATES,
        'any',
      ]),
    )
    .option('--connection <id>', 'to this connection, such as riverton/crm')
    .option('--jurisdiction <id>', 'of requests of this city')
    .option('--service <code>', 'of requests of this service')
    .option('--request <public id>', 'of this request')
    .addOption(new Option('--kind <kind>', 'whose last attempt failed so').choices(FAILURE_KINDS))
    .addOption(new Option('--step <step>', 'of this step').choices(DELIVERY_STEPS))
    .option('--text <text>', 'with this in the text of the last error')
    .option('--older-than <when>', 'made before: 30m, 2h, 3d ago, or a date', momentOf)
    .option('--newer-than <when>', 'made after: 30m, 2h, 3d ago, or a date', momentOf);
}

export function filterOf(options: FilterOptions, usual: readonly DeliveryState[]): DeliveryFilter {
  const { state, service, olderThan, newerThan, connection, jurisdiction, request, kind, step, text } = options;
  const named = state?.includes('any') ? undefined : ((state as readonly DeliveryState[] | undefined) ?? usual);
  return {
    states: named,
    connection,
    jurisdiction,
    serviceCode: service,
    request,
    kind,
    step,
    text,
    createdBefore: olderThan,
    createdAfter: newerThan,
  };
}
