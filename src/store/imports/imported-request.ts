import type { AttributeAnswer, DetailedStatus, Point, RequestStatus } from '../../domain/service-request.js';

/** A request out of another system's records, as it will be here. */
export interface ImportedRequest {
  /** What it is known by there. */
  readonly sourceId: string;
  /** Absent: it gets a number of ours. */
  readonly publicId?: string;
  readonly serviceCode: string;
  readonly serviceName: string;
  readonly group?: string;
  readonly description?: string;
  readonly point?: Point;
  readonly address?: string;
  readonly addressId?: string;
  readonly zipcode?: string;
  readonly attributes: readonly AttributeAnswer[];
  readonly status: RequestStatus;
  readonly detailedStatus: DetailedStatus;
  readonly statusNotes?: string;
  readonly agency?: string;
  readonly notice?: string;
  readonly private: boolean;
  readonly requestedAt: Date;
  readonly updatedAt: Date;
  readonly expectedAt?: Date;
  /** Of its case in the CRM of `ImportTarget.connection`. */
  readonly caseRef?: string;
  /** Fetched when it is first imported, and not again. */
  readonly mediaUrls: readonly string[];
}

/** Where a source's requests go. */
export interface ImportTarget {
  readonly jurisdictionId: string;
  readonly publicIdPattern: string;
  readonly timeZone: string;
  /** Name of the source: with the id there it makes a request known. */
  readonly source: string;
  /** Whose cases `caseRef` names. */
  readonly connection?: string;
}

/** What becomes of one. */
export type ImportResult =
  | { readonly is: 'new' | 'changed' | 'unchanged' }
  /** It has changed there, and since then a CRM or an operator has had the say here. */
  | { readonly is: 'left' }
  | { readonly is: 'refused'; readonly reason: string };
