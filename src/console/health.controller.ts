import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Readiness } from './readiness.js';

/** For load balancers and container health checks. */
@Controller('health')
export class HealthController {
  constructor(@Inject(Readiness) private readonly readiness: Readiness) {}

  /** The process runs. */
  @Get('live')
  live(@Res() reply: FastifyReply): void {
    void reply.status(200).send({ status: 'ok' });
  }

  /** The process can do its work: 503 and the reasons when it can't. Warnings are for people. */
  @Get('ready')
  async ready(@Res() reply: FastifyReply): Promise<void> {
    const { problems, warnings } = await this.readiness.look();
    const isReady = problems.length === 0;
    await reply.status(isReady ? 200 : 503).send({ status: isReady ? 'ok' : 'not ready', problems, warnings });
  }
}
