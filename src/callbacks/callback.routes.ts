import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Log } from '../settings/log.js';
import type { Settings } from '../settings/settings.js';
import { SETTINGS } from '../settings/settings.token.js';
import { CallbackStore } from '../store/callback.store.js';
import { isDatabaseAway } from '../store/database.js';
import { Telemetry } from '../telemetry/telemetry.js';
import type { CallbackMessage } from './callback-message.js';
import { CallbackQueue } from './callback.queue.js';
import { CallbackRefused, type Refusal } from './callback-refused.js';
import { Door } from './door.js';
import { Guesses } from './guesses.js';

type CallbackRequest = FastifyRequest<{ Params: { jurisdiction: string; name: string } }>;

const RETRY_AFTER_SECONDS = 10;

/**
 * `POST /callbacks/<jurisdiction>/<connection>`: what a CRM sends by itself. A 2xx means that it is on disk; it is applied by a job. It has a route of its
 * own beside the GeoReport API: its own size limit, and answers that are none of GeoReport's.
 */
@Injectable()
export class CallbackRoutes implements OnModuleInit {
  private readonly doors: ReadonlyMap<string, Door>;

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(CallbackStore) private readonly store: CallbackStore,
    @Inject(CallbackQueue) private readonly queue: CallbackQueue,
    @Inject(Guesses) private readonly guesses: Guesses,
    @Inject(Telemetry) private readonly telemetry: Telemetry,
    @Inject(Log) private readonly log: Log,
    @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost,
  ) {
    const connections = settings.jurisdictions.flatMap((each) => each.connections);
    this.doors = Door.of(connections, settings.server.trustedProxies);
  }

  onModuleInit(): void {
    if (this.doors.size === 0) return;
    const fastify = this.host.httpAdapter.getInstance<FastifyInstance>();
    const bodyLimit = Math.max(...[...this.doors.values()].map(({ settings }) => settings.maxBytes));
    const errorHandler = (error: unknown, request: FastifyRequest, reply: FastifyReply) =>
      this.refuse(error, request as CallbackRequest, reply);
    fastify.post('/callbacks/:jurisdiction/:name', { bodyLimit, errorHandler: errorHandler as never }, (request, reply) =>
      this.receive(request as CallbackRequest, reply),
    );
  }

  private async receive(request: CallbackRequest, reply: FastifyReply): Promise<FastifyReply> {
    const id = connectionOf(request);
    const door = this.doors.get(id);
    if (!door) return reply.status(404).send({ error: 'no messages are taken at this address' });
    if (this.settings.server.requireHttps && request.protocol !== 'https')
      throw new CallbackRefused('plain_http', 'messages are taken over https only');
    const message = messageOf(request);
    const opened = await door.open(message).catch((error: unknown) => this.guesses.count(error, message.address));
    const keeping = await this.store.keep(opened);
    if (keeping === 'replayed') throw new CallbackRefused('replayed', 'this message came before, as it is');
    if (keeping === 'kept') this.queue.announce([id]);
    this.telemetry.calledBack(id, keeping === 'kept' ? 'accepted' : 'repeated');
    const { status, contentType, body } = door.settings.answer;
    return reply.status(status).header('content-type', contentType).send(body);
  }

  private refuse(error: unknown, request: CallbackRequest, reply: FastifyReply): FastifyReply {
    const id = connectionOf(request);
    const { refusal, status, message, retryAfterSeconds } = refusalOf(error);
    if (this.doors.has(id)) this.telemetry.calledBack(id, refusal ?? 'not_stored');
    const fields = { event: 'callback.refused', connection: id, address: request.ip };
    if (refusal) this.log.warn({ ...fields, reason: refusal }, 'a message was not taken');
    else this.log.error({ ...fields, error }, 'a message could not be stored; whoever sent it is asked to send it again');
    if (retryAfterSeconds !== undefined) void reply.header('retry-after', retryAfterSeconds);
    if (status === 401) void reply.header('www-authenticate', 'Basic realm="callbacks"');
    return reply.status(status).send({ error: message });
  }
}

function connectionOf({ params: { jurisdiction, name } }: CallbackRequest): string {
  return `${jurisdiction}/${name}`;
}

function messageOf(request: CallbackRequest): CallbackMessage {
  if (request.body !== undefined && request.body !== null && !Buffer.isBuffer(request.body))
    throw new CallbackRefused('unreadable', 'the body must be JSON, XML or a form');
  const { url = '', headers, socket } = request.raw;
  const query = url.includes('?') ? url.slice(url.indexOf('?') + 1) : '';
  const body = (request.body as Buffer | null | undefined) ?? Buffer.alloc(0);
  return { headers, query, body, address: request.ip, peer: socket.remoteAddress ?? '' };
}

interface Answer {
  readonly refusal?: Refusal;
  readonly status: number;
  readonly message: string;
  readonly retryAfterSeconds?: number;
}

function refusalOf(error: unknown): Answer {
  if (error instanceof CallbackRefused) return error;
  const { statusCode = 500 } = error as { statusCode?: number };
  if (statusCode === 413) return { refusal: 'too_large', status: 413, message: 'the body is too large' };
  if (statusCode >= 400 && statusCode < 500)
    return { refusal: 'unreadable', status: 400, message: 'the message can not be read' };
  const message = 'the message could not be stored just now; send it again';
  return isDatabaseAway(error) ? { status: 503, message, retryAfterSeconds: RETRY_AFTER_SECONDS } : { status: 500, message };
}
