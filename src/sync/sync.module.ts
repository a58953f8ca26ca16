import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { CALLBACK_QUEUE } from '../callbacks/callback.queue.js';
import { ConnectionsModule } from '../connections/connections.module.js';
import { CallbackDrains } from './callbacks/callback-drains.js';
import { CallbackWorker } from './callbacks/callback.worker.js';
import { ChangeApplier } from './change-applier.js';
import { IncomingWatch } from './incoming.watch.js';
import { KeptChanges } from './kept-changes.js';
import { MappedWords } from './mapped-words.js';
import { Poller } from './poller.js';
import { SyncLease } from './sync-lease.js';
import { UnknownCases } from './unknown-cases.js';

@Module({
  imports: [ConnectionsModule, BullModule.registerQueue({ name: CALLBACK_QUEUE })],
  providers: [
    Poller,
    SyncLease,
    ChangeApplier,
    UnknownCases,
    KeptChanges,
    IncomingWatch,
    MappedWords,
    CallbackDrains,
    CallbackWorker,
  ],
  exports: [ChangeApplier, SyncLease],
})
export class SyncModule {}
