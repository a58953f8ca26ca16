import { Module } from '@nestjs/common';
import { ConnectionsModule } from '../connections/connections.module.js';
import { CatalogueWatch } from './catalogue.watch.js';

@Module({ imports: [ConnectionsModule], providers: [CatalogueWatch] })
export class CatalogueModule {}
