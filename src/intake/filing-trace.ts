import type { FastifyReply } from 'fastify';
import type { Acceptance } from '../store/accept-report.js';
import type { Telemetry } from '../telemetry/telemetry.js';

/** The span of one POST, which ends with its answer, whatever that is. */
export class FilingTrace {
  /** For the report's deliveries; absent: nothing is traced. */
  readonly parent?: string;
  private jurisdiction?: string;
  private publicId?: string;

  constructor({ traces }: Telemetry, reply: FastifyReply) {
    const span = traces.filing();
    this.parent = span.traceParent;
    reply.raw.once('close', () => span.end(reply.statusCode, { jurisdiction: this.jurisdiction, publicId: this.publicId }));
  }

  told(jurisdiction: string, { publicId }: Acceptance): void {
    this.jurisdiction = jurisdiction;
    this.publicId = publicId;
  }
}
