import type { Area } from './area.js';
import type { ServiceLevel } from './working-time.js';

/** The six types of answer an attribute may have (GeoReport v2, contract section 9). */
export const DATATYPES = ['string', 'number', 'datetime', 'text', 'singlevaluelist', 'multivaluelist'] as const;
export type Datatype = (typeof DATATYPES)[number];

/** How the public id reaches the client: at once, through a token, or never (contract section 8.1). */
export const SERVICE_TYPES = ['realtime', 'batch', 'blackbox'] as const;
export type ServiceType = (typeof SERVICE_TYPES)[number];

export interface AttributeValue {
  readonly key: string;
  readonly name: string;
}

/** One question of a service definition. `values` is empty but for the two list types. */
export interface AttributeDefinition {
  readonly code: string;
  readonly variable: boolean;
  readonly datatype: Datatype;
  readonly required: boolean;
  readonly datatypeDescription: string;
  /** From 1, unique in the service. */
  readonly order: number;
  readonly description: string;
  readonly values: readonly AttributeValue[];
  /** Filled by the client's own server or scripts, not by a person (DEF-6). */
  readonly automated?: 'server_set' | 'hidden_field';
}

/** What a resident can ask for. */
export interface Service {
  readonly code: string;
  readonly name: string;
  readonly description: string;
  readonly type: ServiceType;
  readonly keywords: readonly string[];
  readonly groups: readonly string[];
  /** What the city does next; answered to a POST and shown with the request. */
  readonly notice?: string;
  readonly agency?: string;
  /** How soon the city means to be done; absent: it doesn't say. */
  readonly sla?: ServiceLevel;
  /** Never listed, and neither are its requests (LIST-9). */
  readonly private: boolean;
  /** Where it is offered, within the city; absent: everywhere there. */
  readonly area?: Area;
  /** E-mail addresses and phone numbers in its reports' texts don't reach the public. */
  readonly maskContacts?: boolean;
  /** Name of the connection whose CRM told of it; absent: it stands in the city's file. Where no route takes it, its requests go there. */
  readonly connection?: string;
  /** Ascending by `order`. */
  readonly attributes: readonly AttributeDefinition[];
}
