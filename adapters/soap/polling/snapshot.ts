import type { CaseSnapshot } from '../../../src/adapter-kit/adapter.js';
import { readersOf, readValues } from '../calls/answer.js';
import { Condition, type Readable, type Tables, ValueReader } from '../paths/value-reader.js';
import { MomentReader } from '../reading/moment.js';
import type { SoapReading } from '../settings/reading-settings.js';
import type { SoapSnapshot } from '../settings/status-settings.js';

const TEXTS = ['publicText', 'publicTextBy', 'changeId', 'requestId', 'renumberedTo', 'mergedInto', 'agency'] as const;

/** A snapshot, and what could not be made of it. */
export interface ReadSnapshot {
  /** Undefined where the row has no reference. */
  readonly snapshot?: CaseSnapshot;
  readonly unreadableTime?: string;
}

/** Reads how a case is, out of an element. */
export class SnapshotReader {
  private readonly caseRef?: ValueReader;
  private readonly status: readonly ValueReader[];
  private readonly reason: readonly ValueReader[];
  private readonly mediaUrls: readonly ValueReader[];
  private readonly texts: ReadonlyMap<string, ValueReader>;
  private readonly deleted?: readonly Condition[];
  private readonly changedAt?: MomentReader;
  private readonly expectedAt?: MomentReader;

  /** @param section its key in the settings, for errors. @throws Error when nothing says where the status stands. */
  constructor(section: string, settings: SoapSnapshot, all: { readonly timeZone: string; readonly tables: Tables }) {
    if (!settings.status?.length) throw new Error(`${section}.status is missing: paths to the CRM's words for the status`);
    const reader = (each: SoapReading) => new ValueReader(each, all.tables);
    this.caseRef = settings.caseRef && reader(settings.caseRef);
    this.status = settings.status.map(reader);
    this.reason = (settings.reason ?? []).map(reader);
    this.mediaUrls = (settings.mediaUrls ?? []).map(reader);
    const given = TEXTS.flatMap((key) => (settings[key] ? [[key, settings[key]] as const] : []));
    this.texts = readersOf(Object.fromEntries(given), all.tables);
    this.deleted = settings.deleted?.map((each) => new Condition(each, all.tables));
    this.changedAt = settings.changedAt && new MomentReader(settings.changedAt, all);
    this.expectedAt = settings.expectedAt && new MomentReader(settings.expectedAt, all);
  }

  get knowsReferences(): boolean {
    return this.caseRef !== undefined;
  }

  referenceIn(row: Readable): string | undefined {
    return this.caseRef?.read(row);
  }

  /** A status that isn't there is the empty word: the bridge lists it among those that no rule knows. */
  read(row: Readable, caseRef = this.referenceIn(row)): ReadSnapshot {
    if (caseRef === undefined) return {};
    const [moment, expected] = [this.changedAt?.read(row), this.expectedAt?.read(row)];
    const mediaUrls = this.mediaUrls.flatMap((each) => each.readAll(row));
    const snapshot = {
      caseRef,
      status: joined(this.status, row, ' ') ?? '',
      reason: joined(this.reason, row, '. '),
      ...(readValues(this.texts, row) as Partial<Record<(typeof TEXTS)[number], string>>),
      mediaUrls: mediaUrls.length > 0 ? mediaUrls : undefined,
      changedAt: moment && 'at' in moment ? moment.at : undefined,
      ...(expected && 'at' in expected && { expectedAt: expected.at }),
      ...(this.deleted?.every((condition) => condition.holds(row)) && { deleted: true }),
    };
    const unreadable = [moment, expected].find((each) => each && 'unreadable' in each) as { unreadable: string } | undefined;
    return { snapshot: withoutItself(snapshot), unreadableTime: unreadable?.unreadable };
  }
}

/** A case that is told to go on as itself is where it was. */
function withoutItself({ renumberedTo, mergedInto, ...snapshot }: CaseSnapshot): CaseSnapshot {
  const elsewhere = Object.entries({ renumberedTo, mergedInto }).filter(
    ([, ref]) => ref !== undefined && ref !== snapshot.caseRef,
  );
  return { ...snapshot, ...Object.fromEntries(elsewhere) };
}

function joined(readers: readonly ValueReader[], row: Readable, between: string): string | undefined {
  const found = readers.flatMap((each) => each.read(row) ?? []);
  return found.length > 0 ? found.join(between) : undefined;
}
