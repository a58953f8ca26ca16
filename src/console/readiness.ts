import { Inject, Injectable } from '@nestjs/common';
import { DeliveryStore } from '../store/delivery.store.js';

/** What keeps this process from its work. A dead queue or CRM is no reason: reports are still taken in. */
@Injectable()
export class Readiness {
  constructor(@Inject(DeliveryStore) private readonly deliveries: DeliveryStore) {}

  async problems(): Promise<string[]> {
    return this.deliveries.ping().then(
      () => [],
      () => ['the database does not answer'],
    );
  }
}
