import { createHash, timingSafeEqual } from 'node:crypto';
import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { QueueHealth } from '../delivery/queue-health.js';
import type { Settings } from '../settings/settings.js';
import { SETTINGS } from '../settings/settings.token.js';
import { StoreGauges } from '../telemetry/store-gauges.js';
import { Telemetry } from '../telemetry/telemetry.js';

/** For Prometheus. */
@Controller('metrics')
export class MetricsController {
  constructor(
    @Inject(Telemetry) private readonly telemetry: Telemetry,
    @Inject(StoreGauges) private readonly gauges: StoreGauges,
    @Inject(QueueHealth) private readonly queue: QueueHealth,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** Answers without store and queue too: with what the process has. 401 without the token that the settings ask for. */
  @Get()
  async metrics(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { token } = this.settings.telemetry.metrics;
    if (token !== undefined && !bears(request, token)) return refuse(reply);
    const { registry, queueUp } = this.telemetry.metrics;
    const [isQueueUp] = await Promise.all([this.queue.answers(), this.gauges.refresh()]);
    queueUp.set(Number(isQueueUp));
    await reply
      .header('content-type', registry.contentType)
      .header('cache-control', 'no-store')
      .send(await registry.metrics());
  }
}

function bears({ headers }: FastifyRequest, token: string): boolean {
  const given = headers.authorization?.match(/^Bearer +(\S+) *$/i)?.[1] ?? '';
  return timingSafeEqual(digest(given), digest(token));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

async function refuse(reply: FastifyReply): Promise<void> {
  await reply
    .status(401)
    .header('www-authenticate', 'Bearer realm="metrics"')
    .header('content-type', 'text/plain; charset=utf-8')
    .send('metrics are read with Authorization: Bearer and the token of telemetry.metrics.token\n');
}
