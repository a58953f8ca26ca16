import { Module } from '@nestjs/common';
import { LimitsModule } from '../limits/limits.module.js';
import { MediaModule } from '../media/media.module.js';
import { ApprovedServices } from './approved-services.js';
import { Jurisdictions } from './jurisdictions.js';
import { Keys } from './keys.js';
import { RateLimits } from './limits/rate-limits.js';
import { Changesets } from './changesets.js';
import { RequestReadsController } from './request-reads.controller.js';
import { RequestsController } from './requests.controller.js';
import { ServicesController } from './services.controller.js';
import { TokensController } from './tokens.controller.js';
import { UpdatesController } from './updates.controller.js';

@Module({
  imports: [LimitsModule, MediaModule],
  controllers: [ServicesController, RequestsController, RequestReadsController, TokensController, UpdatesController],
  providers: [ApprovedServices, Changesets, Jurisdictions, Keys, RateLimits],
})
export class IntakeModule {}
