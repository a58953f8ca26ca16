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

  /** The process can do its work: 503 and the reason when it can't. */
  @Get('ready')
  async ready(@Res() reply: FastifyReply): Promise<void> {
    const problems = await this.readiness.problems();
    await reply.status(problems.length === 0 ? 200 : 503).send({ status: problems.length === 0 ? 'ok' : 'not ready', problems });
  }
}
