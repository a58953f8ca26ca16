import { AdapterError } from '../../adapter-kit/errors.js';
import type { CallbackChanges } from '../../adapter-kit/adapter.js';
import type { Connection } from '../../connections/connection.js';
import { nextPauseMs } from '../../domain/backoff.js';
import type { Log } from '../../settings/log.js';
import type { CallbackSettings } from '../../settings/jurisdiction-settings.js';
import type { CallbackStore, ClaimedCallback } from '../../store/callback.store.js';
import { isDatabaseAway } from '../../store/database.js';
import type { Telemetry } from '../../telemetry/telemetry.js';
import type { ChangeApplier } from '../change-applier.js';
import { CallbackReader } from './callback-reader.js';

export interface DrainParts {
  readonly owner: string;
  readonly store: CallbackStore;
  readonly applier: ChangeApplier;
  readonly telemetry: Telemetry;
  readonly log: Log;
  readonly signal: AbortSignal;
}

interface Understood {
  readonly message: ClaimedCallback;
  readonly told: CallbackChanges;
}

const AT_ONCE = 50;
/** A process that dies keeps the messages of a connection from the others for so long. */
const LEASE_MS = 60_000;

/** Applies the messages of one connection in the order in which they came, as long as there are any. One that can't be read never stops the others. */
export class CallbackDrain {
  private readonly reader: CallbackReader;
  private running?: Promise<void>;
  private isWoken = false;

  constructor(
    private readonly connection: Connection,
    settings: CallbackSettings,
    private readonly parts: DrainParts,
  ) {
    this.reader = new CallbackReader(connection, settings);
  }

  wake(): void {
    this.isWoken = true;
    this.running ??= this.run().finally(() => {
      this.running = undefined;
      if (this.isWoken && !this.parts.signal.aborted) this.wake();
    });
  }

  async stopped(): Promise<void> {
    await this.running;
  }

  private async run(): Promise<void> {
    const { store, owner, signal, log } = this.parts;
    try {
      while (this.isWoken && !signal.aborted) {
        this.isWoken = false;
        const claimed = await store.claim(this.connection.id, owner, AT_ONCE, LEASE_MS);
        if (claimed.length > 0) this.isWoken = true;
        await this.apply(claimed);
      }
    } catch (error) {
      this.isWoken = false;
      log.warn(
        { connection: this.connection.id, error },
        'messages of a CRM could not be applied just now; they are tried again',
      );
    }
  }

  private async apply(claimed: readonly ClaimedCallback[]): Promise<void> {
    const understood: Understood[] = [];
    for (const message of claimed) {
      if (this.parts.signal.aborted) return;
      const told = await this.reader.read(message, this.parts.signal).catch((error: Error) => this.passOver(message, error));
      if (told) understood.push({ message, told });
    }
    await this.write(understood);
  }

  private async write(understood: readonly Understood[]): Promise<void> {
    if (understood.length === 0) return;
    const { store, owner, applier, telemetry } = this.parts;
    const told = { connection: this.connection.settings, source: 'callback' as const };
    await applier.apply(
      told,
      understood.flatMap((each) => each.told.changes),
    );
    await applier.keepDoubts(
      told,
      understood.flatMap((each) => each.told.doubts ?? []),
    );
    const counts = new Map(understood.map((each) => [each.message.id, each.told.changes.length]));
    await store.applied([...counts.keys()], owner, counts);
    for (const _each of understood) telemetry.appliedCallback(this.connection.id, 'applied');
  }

  /** What may get better is tried again, until it is too old; all else is for a person. */
  private async passOver(message: ClaimedCallback, error: Error): Promise<undefined> {
    if (isDatabaseAway(error)) throw error;
    const { store, owner, telemetry, log, signal } = this.parts;
    if (signal.aborted) return undefined;
    const { id: connection, settings } = this.connection;
    const isOld = Date.now() - message.receivedAt.getTime() > settings.delivery.ageLimitMs;
    const mayPass = error instanceof AdapterError && error.kind !== 'rejected' && !isOld;
    const fields = { event: 'callback.failed', connection, callback: message.id, reason: error.message };
    telemetry.appliedCallback(connection, mayPass ? 'retry' : 'failed');
    if (mayPass) {
      await store.postpone(message.id, owner, error.message, nextPauseMs(settings.delivery, message.lastBackoffMs));
      log.warn(fields, 'a message of the CRM could not be read and is tried again');
    } else {
      await store.fail(message.id, owner, error.message);
      log.error(fields, 'a message of the CRM can not be understood; see open311-bridge callbacks list');
    }
    return undefined;
  }
}
