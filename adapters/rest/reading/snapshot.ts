import type { CallContext, CaseSnapshot } from '../../../src/adapter-kit/adapter.js';
import { MappingExpression } from '../../../src/adapter-kit/jsonata.js';
import type { CaseRef } from '../../../src/domain/delivery.js';
import { toText } from '../rest.mapping.js';
import type { RestSnapshot } from '../settings/snapshot-settings.js';
import type { ReadingParts } from './reading-parts.js';

const TEXTS = [
  'reason',
  'publicText',
  'publicTextBy',
  'changeId',
  'requestId',
  'renumberedTo',
  'mergedInto',
  'agency',
  'customerReference',
] as const;
const MOMENTS = ['changedAt', 'expectedAt'] as const;
const OTHERS = ['status', 'mediaUrls', 'deleted'] as const;
type Field = (typeof TEXTS)[number] | (typeof MOMENTS)[number] | (typeof OTHERS)[number];

/** Reads one case by a connection's expressions. */
export class SnapshotReader {
  private readonly expressions: ReadonlyMap<Field, MappingExpression>;

  constructor(
    settings: RestSnapshot,
    private readonly parts: ReadingParts,
  ) {
    const given = [...OTHERS, ...TEXTS, ...MOMENTS].filter((field) => settings[field] !== undefined);
    this.expressions = new Map(given.map((field) => [field, new MappingExpression(settings[field]!)]));
  }

  /**
   * Undefined when the case says neither its status nor what became of it.
   * @throws ExpressionFailure, and AdapterError where statuses have to be asked for.
   */
  async read(caseRef: CaseRef, found: unknown, context: CallContext): Promise<CaseSnapshot | undefined> {
    const told = new Map<Field, unknown>();
    for (const [field, expression] of this.expressions) told.set(field, await expression.evaluate(found));
    const status = toText(told.get('status'));
    const texts = textsIn(told, caseRef);
    const isDeleted = told.get('deleted') === true;
    const isNews = isDeleted || texts.renumberedTo !== undefined || texts.mergedInto !== undefined;
    if (status === undefined && !isNews) return undefined;
    const moment = (field: (typeof MOMENTS)[number]) => this.parts.moments.read(told.get(field), caseRef, context.logger);
    return {
      caseRef,
      status: await this.nameOf(status ?? '', context),
      ...texts,
      mediaUrls: addressesIn(told.get('mediaUrls')),
      changedAt: moment('changedAt'),
      expectedAt: moment('expectedAt'),
      ...(isDeleted && { deleted: true }),
    };
  }

  private async nameOf(status: string, context: CallContext): Promise<string> {
    return (status && (await this.parts.statusNames?.nameOf(status, context))) || status;
  }
}

/** A case that is told to go on as itself is where it was. */
function textsIn(told: ReadonlyMap<Field, unknown>, caseRef: CaseRef): Pick<CaseSnapshot, (typeof TEXTS)[number]> {
  const texts = Object.fromEntries(TEXTS.map((field) => [field, toText(told.get(field))])) as Partial<
    Record<(typeof TEXTS)[number], string>
  >;
  const elsewhere = (ref: CaseRef | undefined) => (ref === caseRef ? undefined : ref);
  return { ...texts, renumberedTo: elsewhere(texts.renumberedTo), mergedInto: elsewhere(texts.mergedInto) };
}

/** Undefined for none. */
function addressesIn(found: unknown): string[] | undefined {
  const addresses = [found].flat().flatMap((each) => toText(each) ?? []);
  return addresses.length > 0 ? addresses : undefined;
}
