import type { AttributeAnswer, Point, Reporter } from '../domain/service-request.js';
import type { ServiceType } from '../domain/service.js';
import type { NewPicture } from './new-pictures.js';

/** A report that passed every check and is to be kept. */
export interface NewReport {
  readonly jurisdictionId: string;
  readonly publicIdPattern: string;
  readonly timeZone: string;
  readonly apiClientId: string;
  /** Says, with client and jurisdiction, that this report was sent before; of any length. */
  readonly idempotencyKey?: string;
  readonly serviceCode: string;
  readonly serviceName: string;
  readonly serviceType: ServiceType;
  readonly group?: string;
  readonly agency?: string;
  readonly notice?: string;
  /** When the city means to be done. */
  readonly expectedAt?: Date;
  readonly private: boolean;
  readonly description?: string;
  readonly point?: Point;
  readonly address?: string;
  readonly addressId?: string;
  readonly attributes: readonly AttributeAnswer[];
  readonly pictures?: readonly NewPicture[];
  readonly reporter: Reporter;
  readonly requestedAt: Date;
  /** W3C Trace Context of the POST; absent: it is not traced. */
  readonly traceParent?: string;
  /** Connections that get it, from the routes. */
  readonly destinations: readonly { readonly connection: string; readonly role: 'required' | 'copy' }[];
}
