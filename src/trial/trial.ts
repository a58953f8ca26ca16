import type {
  AdapterLogger,
  CaseSnapshot,
  ChangeWindow,
  CrmAdapter,
  KeptResults,
  RehearsedMessage,
} from '../adapter-kit/adapter.js';
import { AdapterError } from '../adapter-kit/errors.js';
import { type Exchange, HttpFactory } from '../adapter-kit/http.js';
import { Redactor } from '../adapter-kit/redactor.js';
import { Connection } from '../connections/connection.js';
import type { FailureKind } from '../domain/delivery.js';
import { ruleFor } from '../domain/status-rules.js';
import type { ConnectionSettings } from '../settings/jurisdiction-settings.js';
import type { TrialStep } from '../settings/shapes/example-shape.js';
import { withClosedNetwork } from './closed-network.js';
import { RehearsalWire } from './rehearsal-wire.js';
import type { TrialSubject } from './sample.js';
import { inventedWindow, verbOf } from './verbs.js';

export interface TrialInput {
  readonly connection: ConnectionSettings;
  readonly adapter: CrmAdapter;
  readonly step: TrialStep;
  readonly subject: TrialSubject;
  /** As pasted, for one call after the other. */
  readonly answers: readonly string[];
  /** Masked beside the connection's secrets. */
  readonly personal?: readonly string[];
}

export interface TrialReport {
  readonly step: TrialStep;
  /** The time that changes were asked for: a bridge asks from where it last read. */
  readonly invented?: ChangeWindow;
  /** What would be sent over HTTP, without secrets. */
  readonly calls: readonly Exchange[];
  /** What would be sent by other means. */
  readonly messages: readonly RehearsedMessage[];
  /** What the adapter said. Absent when it failed, or when there was no answer for it. */
  readonly result?: unknown;
  /** A status that came back, by the connection's rules; null where no rule speaks for it. */
  readonly publicStatus?: string | null;
  /** The connection that would have the report from then on, by that rule. */
  readonly transferTo?: string;
  readonly failure?: { readonly kind: FailureKind; readonly message: string };
  /** The last call was left without an answer: what comes after it is not known. */
  readonly endsForLackOfAnswer: boolean;
  readonly unusedAnswers: number;
}

const SILENT: AdapterLogger = { info: () => undefined, warn: () => undefined };

/**
 * Calls one verb of an adapter with nothing behind it: calls are written down and answered out of `answers`. Sends nothing; an adapter that tries to go
 * round the client it is given finds the network closed.
 * @throws Error where the CRM of this connection can't do the step.
 */
export async function runTrial(input: TrialInput): Promise<TrialReport> {
  const { connection: settings, adapter, step, subject, answers, personal = [] } = input;
  const wire = new RehearsalWire(answers);
  const verb = verbOf(step, adapter, subject, () => wire.unused > 0);
  if (!verb) throw new Error(`${settings.name} has no ${step}: its CRM can't do it, or its settings don't say how`);
  const connection = new Connection(settings, adapter, SILENT, new HttpFactory(settings.delivery, wire.newWire));
  const calls: Exchange[] = [];
  const options = {
    idempotencyKey: `${subject.request.jurisdictionId}-${subject.request.id}-${step}`,
    signal: new AbortController().signal,
    personal,
    capture: (exchange: Exchange) => void calls.push(exchange),
    kept: keptInMemory(),
    rehearsal: wire,
  };
  const outcome = await withClosedNetwork(() => connection.call(options, verb))
    .then((result) => ({ result }))
    .catch(failureOf)
    .finally(() => connection.close());
  const redactor = new Redactor([...settings.secrets, ...personal]);
  return {
    step,
    ...(step === 'fetch_changes' && { invented: inventedWindow(subject) }),
    calls,
    messages: wire.messages.map(({ to, text }) => ({ to: redactor.redact(to), text: redactor.redact(text) })),
    ...(wire.ranOut ? {} : { ...outcome, ...publicStatusOf(settings, outcome) }),
    endsForLackOfAnswer: wire.ranOut,
    unusedAnswers: wire.unused,
  };
}

function keptInMemory(): KeptResults {
  const kept = new Map<string, unknown>();
  return { get: (name) => kept.get(name), keep: async (name, value) => void kept.set(name, value) };
}

function failureOf(error: unknown): Pick<TrialReport, 'failure'> {
  if (!(error instanceof AdapterError)) throw error;
  return { failure: { kind: error.kind, message: error.message } };
}

function publicStatusOf(
  { statusRules }: ConnectionSettings,
  outcome: Pick<TrialReport, 'result' | 'failure'>,
): Pick<TrialReport, 'publicStatus' | 'transferTo'> {
  const { status, reason } = (outcome.result ?? {}) as Partial<CaseSnapshot>;
  if (typeof status !== 'string') return {};
  const rule = ruleFor(statusRules, { status, reason });
  if (!rule) return { publicStatus: null };
  const { detail, status: plain, transferTo } = rule;
  return { publicStatus: detail ?? plain, ...(transferTo !== undefined && { transferTo }) };
}
