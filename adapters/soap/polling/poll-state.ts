import { MisconfiguredError } from '../../../src/adapter-kit/errors.js';

/** Where a round stands between two calls: what `nextPage` carries. Times are in milliseconds. */
export interface PollState {
  /** The part of the window that is asked for. */
  readonly from: number;
  readonly to: number;
  /** What `page` is for the steps. */
  readonly page: string;
  /** Pages of this part so far. */
  readonly pages: number;
  /** Rows of this part so far. */
  readonly rows: number;
  /** Read and, once this is handed back, written by the host: to be acknowledged first. */
  readonly acknowledge?: readonly string[];
  /** References, or files, still to be read before the CRM is asked for more. */
  readonly queue?: readonly string[];
  /** What comes once the queue is empty; absent: nothing. */
  readonly after?: PollState;
}

/** For a state that is a queue and nothing else. */
export const NOWHERE: PollState = { from: 0, to: 0, page: '', pages: 0, rows: 0 };

export function stateFrom(token: string): PollState {
  try {
    return JSON.parse(token) as PollState;
  } catch (error) {
    throw new MisconfiguredError('a page that this adapter never gave', { cause: error });
  }
}
