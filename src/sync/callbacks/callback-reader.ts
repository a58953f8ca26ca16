import type { CallbackChanges, CallContext, CaseSnapshot } from '../../adapter-kit/adapter.js';
import { RejectedError } from '../../adapter-kit/errors.js';
import { MappingExpression } from '../../adapter-kit/jsonata.js';
import { readDocument } from '../../callbacks/document/callback-document.js';
import type { Connection } from '../../connections/connection.js';
import type { CallbackSettings } from '../../settings/jurisdiction-settings.js';
import type { ClaimedCallback } from '../../store/callback.store.js';
import { toldChanges } from './told-changes.js';

/** Reads the messages of one connection: by its rules, or as its adapter does. */
export class CallbackReader {
  private readonly rules?: MappingExpression;

  constructor(
    private readonly connection: Connection,
    { changes }: CallbackSettings,
  ) {
    this.rules = changes === undefined ? undefined : new MappingExpression(changes);
  }

  /** @throws ExpressionFailure, CallbackRefused or AdapterError for a message that says nothing that can be understood. */
  async read(message: ClaimedCallback, signal: AbortSignal): Promise<CallbackChanges> {
    const document = readDocument(message);
    const told = this.rules
      ? toldChanges(await this.rules.evaluate(document), this.connection.settings.timeZone)
      : await this.ask(message, document, signal);
    return { ...told, changes: told.changes.map((change, index) => recognisable(change, `callback ${message.id}/${index}`)) };
  }

  private ask({ id, body: bytes }: ClaimedCallback, document: ReturnType<typeof readDocument>, signal: AbortSignal) {
    const { adapter } = this.connection;
    const receive = adapter.receiveCallback?.bind(adapter);
    if (!receive) throw new RejectedError('callback.changes is missing, and this adapter does not read messages by itself');
    return this.connection.call({ idempotencyKey: `callback ${id}`, signal }, (context: CallContext) =>
      receive({ ...document, bytes }, context),
    );
  }
}

/** Applied again after a crash, it must be known again: by its own id, by its time, else by the message's. */
function recognisable(change: CaseSnapshot, id: string): CaseSnapshot {
  return change.changeId === undefined && change.changedAt === undefined ? { ...change, changeId: id } : change;
}
