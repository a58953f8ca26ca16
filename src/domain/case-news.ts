import type { DetailedStatus, RequestStatus } from './service-request.js';

/** What a case's news means to the public. */
export interface PublicChange {
  readonly status: RequestStatus;
  readonly detail: DetailedStatus;
  readonly notes?: string;
  /** Public addresses. */
  readonly mediaUrls?: readonly string[];
  /** The CRM's own word, where the connection publishes it. */
  readonly externalStatusCode?: string;
  /** The CRM's name of the case, where the connection publishes it. */
  readonly customerReference?: string;
}

/** The last news of a case, as it is kept with the case. */
export interface CaseNews extends PublicChange {
  /** Tells it from all other news of the connection. */
  readonly sourceId: string;
}
