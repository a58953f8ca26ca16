import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { JurisdictionSettings } from '../settings/jurisdiction-settings.js';
import { ServiceListStore } from '../store/service-list.store.js';
import { definitionDocument, servicesDocument } from './formats/documents.js';
import { listed } from './listed-services.js';

/** When the service list or a definition of a city last changed: the same over restarts and processes (DISC-7). */
@Injectable()
export class Changesets {
  /** By the city as it is: with other services it is another object. */
  private readonly known = new WeakMap<JurisdictionSettings, Promise<Date>>();

  constructor(@Inject(ServiceListStore) private readonly lists: ServiceListStore) {}

  async of(jurisdiction: JurisdictionSettings): Promise<Date> {
    const known = this.known.get(jurisdiction) ?? this.lists.changedAt(jurisdiction.id, digestOf(jurisdiction));
    this.known.set(jurisdiction, known);
    // What failed is asked again: the database may be back.
    known.catch(() => this.known.delete(jurisdiction));
    return known;
  }
}

function digestOf(jurisdiction: JurisdictionSettings): string {
  const services = listed(jurisdiction);
  const each = services.map((service) => [definitionDocument(service), service.notice ?? null, service.area ?? null]);
  const shown = [servicesDocument(services), each, jurisdiction.area ?? null];
  return createHash('sha256').update(JSON.stringify(shown)).digest('hex');
}
