import { Module } from '@nestjs/common';
import { ConnectionsModule } from '../connections/connections.module.js';
import { Poller } from './poller.js';

@Module({ imports: [ConnectionsModule], providers: [Poller] })
export class SyncModule {}
