import type { CallContext, CasePicture } from '../../src/adapter-kit/adapter.js';
import { MisconfiguredError, OutcomeUnknownError, TransientError } from '../../src/adapter-kit/errors.js';
import { MappingExpression } from '../../src/adapter-kit/jsonata.js';
import { toText } from './rest.mapping.js';
import type { RestParts } from './rest.parts.js';
import { PicturePacker } from './rest.pictures.js';
import { RestSender, type Values } from './rest.sender.js';
import type { RestUpload } from './settings/upload-settings.js';

const KEPT = 'upload';

interface Kept {
  readonly token: string;
  /** ISO 8601. */
  readonly at: string;
}

/** Hands a picture over before anything refers to it. */
export class Uploader {
  private readonly sender: RestSender;
  private readonly packer: PicturePacker;
  private readonly token: MappingExpression;

  constructor(
    private readonly settings: RestUpload,
    parts: RestParts,
  ) {
    this.sender = new RestSender('attachment.upload', settings, parts);
    this.packer = new PicturePacker('attachment.upload', settings);
    this.token = new MappingExpression(settings.token);
  }

  /** What the CRM calls the picture; it is not uploaded again while that may be used. @throws AdapterError */
  async tokenOf(picture: CasePicture, values: Values, context: CallContext): Promise<string> {
    const kept = context.kept.get(KEPT) as Kept | undefined;
    if (kept && Date.parse(kept.at) + this.settings.keepSeconds * 1000 > Date.now()) return kept.token;
    const token = await this.upload(picture, values, context);
    await context.kept.keep(KEPT, { token, at: new Date().toISOString() } satisfies Kept);
    return token;
  }

  private async upload(picture: CasePicture, values: Values, context: CallContext): Promise<string> {
    const answer = await this.sender.send(values, () => this.packer.pack(picture, values), context).catch(harmless);
    const token = toText(await this.token.evaluate(answer).catch(() => undefined));
    if (token === undefined)
      throw new MisconfiguredError(`attachment.upload.token finds nothing in the answer (HTTP ${answer!.status})`);
    return token;
  }
}

/** A file that nothing refers to does no harm, so it may be uploaded twice. */
function harmless(error: unknown): never {
  throw error instanceof OutcomeUnknownError ? new TransientError(error.message, undefined, { cause: error }) : error;
}
