import { Inject, Injectable } from '@nestjs/common';
import type { JurisdictionSettings } from '../settings/jurisdiction-settings.js';
import { ApprovedServices } from './approved-services.js';
import { badRequest, notFound } from './georeport-error.js';
import type { Parameters } from './parameters.js';

/** Which city a request is for (contract section 4). */
@Injectable()
export class Jurisdictions {
  constructor(@Inject(ApprovedServices) private readonly approved: ApprovedServices) {}

  /** @throws GeoReportError 400 when it must be named and isn't, 404 when there is no such one (JUR-1 to JUR-3). */
  of(parameters: Parameters): JurisdictionSettings {
    const id = parameters.text('jurisdiction_id');
    const found = id === undefined ? this.only() : this.all.find((each) => each.id === id);
    if (found) return found;
    if (id !== undefined) throw notFound(`there is no jurisdiction_id ${id} here`);
    throw badRequest(`jurisdiction_id is required; there are: ${this.all.map((each) => each.id).join(', ')}`);
  }

  /** For discovery, which needs no jurisdiction. */
  named(parameters: Parameters): JurisdictionSettings {
    return this.all.find((each) => each.id === parameters.text('jurisdiction_id')) ?? this.all[0]!;
  }

  private get all(): readonly JurisdictionSettings[] {
    return this.approved.all;
  }

  private only(): JurisdictionSettings | undefined {
    return this.all.length === 1 ? this.all[0] : undefined;
  }
}
