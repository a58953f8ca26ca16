import { Webhook } from 'standardwebhooks';
import { updateBody } from '../intake/formats/update-documents.js';
import { postSigned, type Posted } from '../outgoing/post.js';
import type { PushSettings } from '../settings/jurisdiction-settings.js';
import type { PublicUpdate } from '../store/update.store.js';
import type { Receiver } from './receiver.js';

/** Anybody who checks signatures. The update's own id is that of the message: a receiver that has seen it has seen the update. */
export class WebhookReceiver implements Receiver {
  private readonly signer: Webhook;

  constructor(
    private readonly settings: PushSettings & { readonly kind: 'webhook' },
    private readonly jurisdictionId: string,
  ) {
    this.signer = new Webhook(settings.secret);
  }

  send(update: PublicUpdate): Promise<Posted> {
    const { availableAt, id } = update;
    const data = { jurisdiction_id: this.jurisdictionId, ...(updateBody(update) as object) };
    const message = { type: 'service_request.updated', timestamp: availableAt.toISOString(), data };
    return postSigned(this.settings.url, this.signer, id, message);
  }

  knew({ status }: Posted): boolean {
    return status === 409;
  }
}
