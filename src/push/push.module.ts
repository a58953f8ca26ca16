import { Module } from '@nestjs/common';
import { Pusher } from './pusher.js';

/** In every process with the role `sync`. */
@Module({ providers: [Pusher] })
export class PushModule {}
