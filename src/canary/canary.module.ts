import { Module } from '@nestjs/common';
import { ConnectionsModule } from '../connections/connections.module.js';
import { CanaryWatch } from './canary.watch.js';

/** In every process that polls. */
@Module({ imports: [ConnectionsModule], providers: [CanaryWatch] })
export class CanaryModule {}
