import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import type { Connection } from '../connections/connection.js';
import { Connections } from '../connections/connections.js';
import { closedUntil } from '../domain/calendar.js';
import { countsByKind } from '../domain/reconciliation.js';
import { Rounds } from '../rounds/rounds.js';
import { Log } from '../settings/log.js';
import type { JurisdictionSettings } from '../settings/jurisdiction-settings.js';
import type { Settings } from '../settings/settings.js';
import { SETTINGS } from '../settings/settings.token.js';
import { ReconciliationStore } from '../store/reconciliation.store.js';
import { SyncLease } from '../sync/sync-lease.js';
import { Reconciler } from './reconciler.js';

const LOOK_EVERY_MS = 30_000;
const DAY_MS = 86_400_000;

/** Compares both sides of a connection when it is time, in the process that polls it. Repairs nothing. */
@Injectable()
export class ReconcileWatch implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly rounds = new Rounds(
    () => Promise.all(this.asked().map((each) => this.look(each.connection, each.city))),
    LOOK_EVERY_MS,
  );

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(Connections) private readonly connections: Connections,
    @Inject(ReconciliationStore) private readonly store: ReconciliationStore,
    @Inject(SyncLease) private readonly lease: SyncLease,
    @Inject(Reconciler) private readonly reconciler: Reconciler,
    @Inject(Log) private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    if (this.asked().length > 0) this.rounds.start(0);
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.rounds.stop();
  }

  private asked(): { connection: Connection; city: JurisdictionSettings }[] {
    return this.settings.jurisdictions.flatMap((city) =>
      city.connections.flatMap(({ id, sync }) => {
        const connection = sync.reconcileEveryHours > 0 ? this.connections.get(id) : undefined;
        return connection ? [{ connection, city }] : [];
      }),
    );
  }

  private async look(connection: Connection, city: JurisdictionSettings): Promise<void> {
    const { delivery, timeZone, sync } = connection.settings;
    try {
      if (closedUntil(delivery, timeZone, new Date()) || (await this.lease.isHeld(connection))) return;
      const fence = await this.lease.take(connection);
      if (fence === undefined || !(await this.store.isTime(connection.id, sync.reconcileEveryHours))) return;
      await this.lease.during(connection, () => this.compare(connection, city, fence));
    } catch (error) {
      await this.failed(connection.id, error as Error);
    }
  }

  private async compare(connection: Connection, jurisdiction: JurisdictionSettings, fence: number): Promise<void> {
    const now = new Date();
    const span = { from: new Date(now.getTime() - connection.settings.sync.reconcileDays * DAY_MS), to: now };
    const { signal } = this.rounds;
    const { report } = await this.reconciler.compare(connection, { span, jurisdiction, signal, now });
    if (signal.aborted) return;
    const kinds = countsByKind(report.differences);
    await this.store.record({ connection: connection.id, span, kinds }, fence);
    const fields = { event: 'reconcile.done', connection: connection.id, kinds, ...report.looked };
    if (report.differences.length > 0)
      this.log.warn(fields, 'the bridge and the CRM differ: open311-bridge reconcile says in what');
    else this.log.info(fields, 'the bridge and the CRM agree');
  }

  private async failed(connection: string, { message: reason }: Error): Promise<void> {
    if (this.rounds.signal.aborted) return;
    this.log.warn(
      { event: 'reconcile.failed', connection, reason },
      'both sides could not be compared; it is tried again in an hour',
    );
    await this.store.failed(connection, reason).catch(() => undefined);
  }
}
