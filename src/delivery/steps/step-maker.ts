import { buffer } from 'node:stream/consumers';
import { Inject, Injectable } from '@nestjs/common';
import type { CasePicture, PictureWish } from '../../adapter-kit/adapter.js';
import type { Connection } from '../../connections/connection.js';
import type { CaseRef, DeliveryStep } from '../../domain/delivery.js';
import { PICTURE_EXTENSIONS, type PictureType } from '../../domain/picture.js';
import type { DetailedStatus } from '../../domain/service-request.js';
import type { MediaStorage } from '../../media/storage/media-storage.js';
import { MEDIA_STORAGE } from '../../media/storage/storage.token.js';
import { publicAddress } from '../../settings/public-address.js';
import type { Settings } from '../../settings/settings.js';
import { SETTINGS } from '../../settings/settings.token.js';
import type { ClaimedDelivery } from '../../store/claim.js';
import { DeliveryStore } from '../../store/delivery.store.js';
import { MaterialStore, type PictureMaterial } from '../../store/material.store.js';
import { CaseStep } from './case-steps.js';
import { CreateCase } from './create-case.js';
import { NotSent, type Step } from './step.js';

/** How soon a picture that is still being made is looked for again. */
const PICTURE_WAIT_MS = 5_000;
/** A case that takes its pictures along waits no longer for them. */
const CASE_WAITS_MS = 5 * 60_000;

const NOT_TAKEN: Readonly<Record<Exclude<DeliveryStep, 'create_case'>, string>> = {
  attach_media: 'nothing to do, as this CRM takes no files: it was told the pictures’ addresses',
  add_note: 'nothing to do, as this CRM takes no notes',
  update_case: 'nothing to do, as this CRM takes no change of status from us',
};

/** Puts together what a step sends. */
@Injectable()
export class StepMaker {
  private readonly base: string;

  constructor(
    @Inject(MaterialStore) private readonly material: MaterialStore,
    @Inject(DeliveryStore) private readonly deliveries: DeliveryStore,
    @Inject(MEDIA_STORAGE) private readonly storage: MediaStorage,
    @Inject(SETTINGS) settings: Settings,
  ) {
    this.base = publicAddress(settings.server);
  }

  /** @throws NotSent, RequestErased */
  async make(delivery: ClaimedDelivery, connection: Connection): Promise<Step> {
    const { requestId, step } = delivery;
    if (step === 'create_case') {
      const { adapter } = connection;
      const request = delivery.report ?? (await this.material.request(delivery.id));
      const hasPictures = adapter.picturesWithCase && request.mediaUrls.length > 0;
      const pictures = hasPictures ? await this.enclosed(delivery, adapter.picturesWithCase!) : [];
      return new CreateCase(adapter, { ...request, mediaUrls: this.addresses(request.mediaUrls) }, pictures);
    }
    const caseRef = await this.deliveries.caseOf(requestId, delivery.connection);
    if (caseRef === undefined) throw new NotSent('there is no case of this request in the CRM');
    const made = await this.onCase(delivery, connection, caseRef);
    if (!made) throw new NotSent(NOT_TAKEN[step]);
    return made;
  }

  private async onCase(delivery: ClaimedDelivery, { adapter }: Connection, caseRef: CaseRef): Promise<Step | undefined> {
    if (delivery.step === 'attach_media') return adapter.attachMedia && this.attachment(delivery, caseRef, adapter);
    const { publicId: id, status, mediaPaths, ...rest } = await this.material.update(delivery.updateId!);
    if (delivery.step === 'update_case')
      return CaseStep.status(adapter, caseRef, { id, status: status as DetailedStatus, writtenAt: rest.writtenAt });
    return CaseStep.note(adapter, caseRef, { id, ...rest, mediaUrls: this.addresses(mediaPaths) });
  }

  private async attachment(
    { mediaId }: ClaimedDelivery,
    caseRef: CaseRef,
    adapter: Connection['adapter'],
  ): Promise<Step | undefined> {
    const picture = await this.material.picture(mediaId!);
    if (!picture || picture.state === 'failed') throw new NotSent('the picture could not be made');
    if (picture.state === 'waiting') throw new NotSent('the picture is not ready yet', PICTURE_WAIT_MS);
    return CaseStep.picture(adapter, caseRef, await this.whole(picture));
  }

  /** What goes along with the case; what is too much or gone is left out. */
  private async enclosed({ requestId, createdAt }: ClaimedDelivery, { maxFiles, maxBytes }: PictureWish): Promise<CasePicture[]> {
    const found = await this.material.pictures(requestId);
    const mayWait = Date.now() - createdAt.getTime() < CASE_WAITS_MS;
    if (mayWait && found.some(({ state }) => state === 'waiting'))
      throw new NotSent('the pictures are not ready yet', PICTURE_WAIT_MS);
    const pictures: CasePicture[] = [];
    let room = maxBytes;
    for (const each of found.filter(({ state }) => state === 'ready')) {
      if (pictures.length === maxFiles || (each.bytes ?? Infinity) > room) continue;
      const picture = await this.whole(each).catch(unlessNotSent);
      if (picture) pictures.push(picture);
      room -= picture?.bytes.length ?? 0;
    }
    return pictures;
  }

  private async whole({ token, contentType, path }: PictureMaterial): Promise<CasePicture> {
    const stream = await this.storage.read('public', token);
    if (!stream) throw new NotSent('the file of the picture is gone');
    const extension = PICTURE_EXTENSIONS[contentType as PictureType];
    return {
      id: token,
      fileName: `${token}.${extension}`,
      contentType: contentType!,
      url: this.base + path,
      bytes: await buffer(stream),
    };
  }

  /** Pictures by their whole address, which a CRM can open. */
  private addresses(paths: readonly string[]): string[] {
    return paths.map((path) => this.base + path);
  }
}

function unlessNotSent(error: unknown): undefined {
  if (!(error instanceof NotSent)) throw error;
}
