import { Module } from '@nestjs/common';
import { ConnectionsModule } from '../connections/connections.module.js';
import { ChangeApplier } from './change-applier.js';
import { IncomingWatch } from './incoming.watch.js';
import { KeptChanges } from './kept-changes.js';
import { Poller } from './poller.js';
import { UnknownCases } from './unknown-cases.js';

@Module({
  imports: [ConnectionsModule],
  providers: [Poller, ChangeApplier, UnknownCases, KeptChanges, IncomingWatch],
  exports: [ChangeApplier],
})
export class SyncModule {}
