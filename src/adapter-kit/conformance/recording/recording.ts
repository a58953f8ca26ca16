/** Stands for the address of the CRM that was recorded. */
export const RECORDED_ORIGIN = 'http://recorded.invalid';

/** What was sent and answered while the suite ran, case by case: JSON, without secrets. Times are ISO 8601, UTC. */
export interface Recording {
  readonly format: 'open311-bridge/conformance-recording';
  readonly version: 1;
  readonly adapter: string;
  readonly recordedAt: string;
  /** Ids of requests, notes and pictures follow from it, so that they are the same again. */
  readonly seed: string;
  /** Those that the server under test gave, its address and the secrets replaced. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** By case id. */
  readonly cases: Readonly<Record<string, RecordedCase>>;
}

export interface RecordedCase {
  readonly startedAt: string;
  readonly exchanges: readonly RecordedExchange[];
}

export interface RecordedExchange {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  /** What changes with every run replaced; of bytes a digest. */
  readonly body?: string;
  /** Absent: no whole answer came. */
  readonly answer?: RecordedAnswer;
}

export interface RecordedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** In UTF-8. */
  readonly text?: string;
  /** What is no text in UTF-8. */
  readonly base64?: string;
}

/** @throws Error that says what is wrong with it. */
export function parseRecording(text: string, adapter: string): Recording {
  const recording = JSON.parse(text) as Partial<Recording>;
  if (recording.format !== 'open311-bridge/conformance-recording' || recording.version !== 1)
    throw new Error('this is no recording that this version understands: record anew with --record');
  if (recording.adapter !== adapter) throw new Error(`this is a recording of ${recording.adapter}, not of ${adapter}`);
  return recording as Recording;
}
