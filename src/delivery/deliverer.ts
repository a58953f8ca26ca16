import { hostname } from 'node:os';
import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { Exchange } from '../adapter-kit/http.js';
import { Redactor } from '../adapter-kit/redactor.js';
import { personalValues } from '../domain/personal-data.js';
import type { ServiceRequest } from '../domain/service-request.js';
import type { Connection } from '../connections/connection.js';
import { Connections } from '../connections/connections.js';
import { Log } from '../settings/log.js';
import { publicAddress } from '../settings/public-address.js';
import type { Settings } from '../settings/settings.js';
import { SETTINGS } from '../settings/settings.token.js';
import { type ClaimedDelivery, DeliveryStore, type Outcome } from '../store/delivery.store.js';
import { RequestStore } from '../store/request.store.js';
import { EarlierCaseUnknowable, outcomeOf } from './outcome.js';

/** A lease outlives the call it covers by this, so that only a dead worker's claim is ever taken over. */
const LEASE_MARGIN_MS = 15_000;
/** Clocks differ: a case is looked for from a little before the first attempt. */
const CLOCK_SKEW_MS = 5 * 60_000;

/** When a delivery is due again; undefined: never by itself. */
export interface NextAttempt {
  readonly deliveryId: string;
  readonly fence: number;
  readonly inMs: number;
}

/** Makes one attempt at one delivery and writes down what came of it. Safe to call for anything, any number of times. */
@Injectable()
export class Deliverer implements BeforeApplicationShutdown {
  private readonly stopping = new AbortController();
  private readonly worker = `${hostname()}:${process.pid}`;

  constructor(
    @Inject(DeliveryStore) private readonly deliveries: DeliveryStore,
    @Inject(RequestStore) private readonly requests: RequestStore,
    @Inject(Connections) private readonly connections: Connections,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(Log) private readonly log: Log,
  ) {}

  /** Nothing happens to a delivery that is settled, not due, or in another worker's hands. */
  async attempt(deliveryId: string, connectionId: string): Promise<NextAttempt | undefined> {
    const connection = this.connections.get(connectionId);
    if (!connection)
      return void this.log.error(
        { deliveryId, connection: connectionId },
        'no such connection is configured; its deliveries wait',
      );
    const delivery = await this.deliveries.claim(deliveryId, connection.settings.delivery.callTimeoutMs * 2 + LEASE_MARGIN_MS);
    if (!delivery) return undefined;
    const startedAt = new Date();
    const exchanges: Exchange[] = [];
    const outcome = await this.deliver(delivery, connection, exchanges);
    const endedAt = new Date();
    const written = await this.deliveries.settle(delivery, outcome, { startedAt, endedAt, worker: this.worker, exchanges });
    this.report(delivery, outcome, written, endedAt.getTime() - startedAt.getTime());
    return written && outcome.is === 'retry' ? { deliveryId, fence: delivery.fence, inMs: outcome.pauseMs } : undefined;
  }

  /** Calls in flight end now; what they were about to do is found by `findCase` after the restart. */
  beforeApplicationShutdown(): void {
    this.stopping.abort();
  }

  private async deliver(delivery: ClaimedDelivery, connection: Connection, exchanges: Exchange[]): Promise<Outcome> {
    let creating = false;
    let secrets = connection.settings.secrets;
    try {
      const request = withAddresses(await this.requests.forDelivery(delivery.requestId), publicAddress(this.settings.server));
      const personal = personalValues(request.reporter);
      secrets = [...secrets, ...personal];
      const context = connection.context({
        idempotencyKey: delivery.id,
        signal: this.stopping.signal,
        personal,
        capture: (exchange) => exchanges.push(exchange),
      });
      if (delivery.mayExist) {
        const earlier = await connection.adapter.findCase(
          request,
          new Date(delivery.firstSentAt.getTime() - CLOCK_SKEW_MS),
          context,
        );
        if (earlier.is === 'found') return { is: 'delivered', caseRef: earlier.caseRef, adopted: true };
        if (earlier.is === 'unknowable')
          throw new EarlierCaseUnknowable(`an earlier attempt may have made a case: ${earlier.reason}`);
      }
      creating = true;
      return { is: 'delivered', caseRef: await connection.adapter.createCase(request, context), adopted: false };
    } catch (error) {
      const outcome = outcomeOf({ error, creating }, delivery, connection.settings.delivery, new Date());
      // A CRM repeats what it refuses, and a reason reaches logs, journeys and the holder of a token (POST-21, TOK-3).
      return { ...outcome, reason: new Redactor(secrets).redact(outcome.reason) };
    }
  }

  private report(delivery: ClaimedDelivery, outcome: Outcome, written: boolean, tookMs: number): void {
    const fields = {
      event: 'delivery.attempted',
      deliveryId: delivery.id,
      connection: delivery.connection,
      attempt: delivery.attempt,
      tookMs,
      ...outcome,
    };
    if (!written) return this.log.warn(fields, 'another worker has taken this delivery over; its record stands');
    if (outcome.is === 'delivered')
      return this.log.info(fields, outcome.adopted ? 'an earlier attempt had made the case' : 'case made');
    const personNeeded = outcome.is !== 'retry' || outcome.kind === 'misconfigured';
    if (personNeeded) this.log.error(fields, 'delivery needs an operator');
    else this.log.warn(fields, 'delivery failed and will be tried again');
  }
}

/** Pictures by their whole address, which a CRM can open. */
function withAddresses(request: ServiceRequest, base: string): ServiceRequest {
  return { ...request, mediaUrls: request.mediaUrls.map((path) => base + path) };
}
