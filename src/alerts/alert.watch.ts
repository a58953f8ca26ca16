import { randomUUID } from 'node:crypto';
import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Rounds } from '../rounds/rounds.js';
import { Log } from '../settings/log.js';
import type { Settings } from '../settings/settings.js';
import { SETTINGS } from '../settings/settings.token.js';
import { AlertStore } from '../store/alert.store.js';
import { AlertFiguresStore } from '../store/alert-figures.store.js';
import { AlertMessageStore } from '../store/alert-message.store.js';
import { AttentionStore } from '../store/attention.store.js';
import { CanaryFiguresStore } from '../store/canary-figures.store.js';
import { CertificateStore } from '../store/certificate.store.js';
import { staleWatch } from '../store/stale-cases.js';
import { CertificateWatch } from './certificate.watch.js';
import { channelsOf } from './channels.js';
import { conditionsOf, type Figures } from './conditions.js';
import { endpointsOf } from './endpoints.js';
import { type Decision, evaluate } from './evaluator.js';
import { AlertSender } from './sender.js';

/** How long a dead process keeps the others from looking, beside two of its rounds. Renewed while a round runs. */
const LEASE_MS = 20_000;
const RENEW_EVERY_MS = 5_000;

/** Looks at the figures, decides what a person must be told, and tells: one of all processes at a time. */
@Injectable()
export class AlertWatch implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly owner = randomUUID();
  private readonly endpoints;
  private readonly channels;
  private readonly sender;
  private readonly rounds;

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(AlertStore) private readonly store: AlertStore,
    @Inject(AlertFiguresStore) private readonly figures: AlertFiguresStore,
    @Inject(AttentionStore) private readonly attention: AttentionStore,
    @Inject(CanaryFiguresStore) private readonly canaries: CanaryFiguresStore,
    @Inject(AlertMessageStore) messages: AlertMessageStore,
    @Inject(CertificateStore) private readonly certificates: CertificateStore,
    @Inject(CertificateWatch) private readonly certificateWatch: CertificateWatch,
    @Inject(Log) private readonly log: Log,
  ) {
    this.endpoints = endpointsOf(settings);
    this.channels = channelsOf(settings.alerts);
    this.sender = new AlertSender(messages, this.channels, log);
    this.rounds = new Rounds(() => this.round(), settings.alerts.checkEveryMs);
  }

  onApplicationBootstrap(): void {
    this.rounds.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.rounds.stop();
    await this.store.release(this.owner).catch(() => undefined);
  }

  private async round(): Promise<void> {
    try {
      if (!(await this.lease())) return;
      const renewing = setInterval(() => void this.lease().catch(() => undefined), RENEW_EVERY_MS);
      await this.look().finally(() => clearInterval(renewing));
    } catch (error) {
      this.log.warn({ event: 'alerts.failed', error }, 'alerts could not be looked at; the next round tries again');
    }
  }

  private lease(): Promise<boolean> {
    return this.store.lease(this.owner, LEASE_MS + 2 * this.settings.alerts.checkEveryMs);
  }

  private async look(): Promise<void> {
    if (this.settings.alerts.certificates.withinDays > 0) await this.certificateWatch.look(this.endpoints);
    await this.decide(await this.read());
    await this.sender.sendDue();
  }

  private async read(): Promise<Figures> {
    const { jurisdictions } = this.settings;
    const connections = jurisdictions.flatMap((city) => city.connections);
    return {
      waiting: await this.figures.waiting(connections.map(({ id }) => id)),
      parked: await this.figures.parked(),
      attention: await this.attention.waiting(connections.map(staleWatch)),
      gates: await this.figures.gates(),
      refusedPolls: await this.figures.refusedPolls(),
      lastReports: await this.figures.lastReports(jurisdictions.map(({ id }) => id)),
      certificates: await this.certificates.known(this.endpoints),
      catalogues: await this.figures.catalogues(),
      givenUpPushes: await this.figures.givenUpPushes(),
      canaries: await this.canaries.latest(connections.flatMap(({ id, canary }) => (canary ? [id] : []))),
    };
  }

  private async decide(figures: Figures): Promise<void> {
    const { alerts, jurisdictions } = this.settings;
    const now = new Date();
    const conditions = conditionsOf(figures, alerts, jurisdictions, now);
    const changes = await this.store.change(this.owner, (raised) => {
      const decisions = evaluate(conditions, raised, alerts, now);
      return {
        decisions,
        alerts: decisions.map(({ alert }) => alert),
        messages: decisions.flatMap((each) => this.messagesOf(each)),
      };
    });
    for (const decision of changes?.decisions ?? []) this.tell(decision);
  }

  private messagesOf({ alert, body }: Decision) {
    if (!body) return [];
    return this.channels.map(({ name: channel }) => ({ id: `msg_${randomUUID()}`, alertKey: alert.key, channel, body }));
  }

  /** In the log too, where there is nothing else. */
  private tell({ body }: Decision): void {
    if (!body) return;
    const { summary, remedy, ...data } = body.data;
    if (body.type === 'alert.cleared') this.log.info({ event: body.type, ...data }, summary);
    else this.log.error({ event: body.type, ...data, remedy }, summary);
  }
}
