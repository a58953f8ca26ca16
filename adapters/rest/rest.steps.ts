import type { CallContext, CaseNote, CasePicture, CaseStatusChange, CrmAdapter } from '../../src/adapter-kit/adapter.js';
import { MappingExpression } from '../../src/adapter-kit/jsonata.js';
import { noteView } from '../../src/adapter-kit/note-view.js';
import type { CaseRef } from '../../src/domain/delivery.js';
import { DETAILED_STATUSES } from '../../src/domain/service-request.js';
import { BodyWriter } from './bodies/body-writer.js';
import { PicturePacker, pictureView } from './rest.pictures.js';
import { type ReadingParts, tablesFor } from './reading/reading-parts.js';
import { RestSender } from './rest.sender.js';
import type { RestAttachment } from './settings/attachment-settings.js';
import { IN_NOTE, type RestNote } from './settings/note-settings.js';
import type { RestSend } from './settings/send-settings.js';
import { IN_UPDATE, type RestUpdate } from './settings/update-settings.js';
import { Uploader } from './rest.uploader.js';
import { RestStepLook } from './rest.step-look.js';
import { RestTexts } from './rest.texts.js';
import { ReadBack } from './verify/read-back.js';
import { doneAndVerified, sentAndVerified } from './verify/verified.js';

/** `addNote`, and `findNote` where the section says how to look. */
export function noteVerbs(settings: RestNote, parts: ReadingParts): Pick<CrmAdapter, 'addNote' | 'findNote'> {
  const sender = new RestSender('note', settings, parts);
  const body = new MappingExpression(settings.body);
  const writer = new BodyWriter(settings.sendAs, settings.contentType);
  const texts = new RestTexts('note', settings.texts, IN_NOTE);
  const look = settings.find && new RestStepLook('note.find', settings.find, parts);
  const readBack = readBackOf('note', settings, parts);
  const addNote = async (caseRef: CaseRef, given: CaseNote, context: CallContext) => {
    const values = { caseRef, note: noteView(given), idempotencyKey: context.idempotencyKey };
    const pack = async () => {
      const found = await mapped('note', body, values, parts, context);
      return writer.write(texts.fit(found, values, context).document);
    };
    const send = () => sender.sendStep(values, pack, context);
    await (readBack ? doneAndVerified(readBack, values, send, context) : send());
  };
  return {
    addNote,
    ...(look && { findNote: (caseRef, given, context) => look.find({ caseRef, note: noteView(given) }, context) }),
  };
}

/** `attachMedia`, and `findMedia` where the section says how to look. */
export function mediaVerbs(settings: RestAttachment, parts: ReadingParts): Pick<CrmAdapter, 'attachMedia' | 'findMedia'> {
  const sender = new RestSender('attachment', settings, parts);
  const packer = new PicturePacker('attachment', settings);
  const uploader = settings.upload && new Uploader(settings.upload, parts);
  const look = settings.find && new RestStepLook('attachment.find', settings.find, parts);
  const readBack = readBackOf('attachment', settings, parts);
  const attachMedia = async (caseRef: CaseRef, given: CasePicture, context: CallContext) => {
    const known = { caseRef, picture: pictureView(given), idempotencyKey: context.idempotencyKey };
    const values = uploader ? { ...known, token: await uploader.tokenOf(given, known, context) } : known;
    const send = () => sender.sendStep(values, () => packer.pack(given, values), context);
    await (readBack ? doneAndVerified(readBack, values, send, context) : send());
  };
  return {
    attachMedia,
    ...(look && { findMedia: (caseRef, given, context) => look.find({ caseRef, picture: pictureView(given) }, context) }),
  };
}

/** A change for which the body gives nothing is one that the CRM doesn't follow. */
export function updateVerb(settings: RestUpdate, parts: ReadingParts): NonNullable<CrmAdapter['updateCase']> {
  const sender = new RestSender('update', settings, parts);
  const body = new MappingExpression(settings.body);
  const writer = new BodyWriter(settings.sendAs, settings.contentType);
  const texts = new RestTexts('update', settings.texts, IN_UPDATE);
  const readBack = readBackOf('update', settings, parts);
  return async (caseRef, { id, status }: CaseStatusChange, context) => {
    const change = { id, status, closed: DETAILED_STATUSES[status] === 'closed' };
    const values = { caseRef, change, idempotencyKey: context.idempotencyKey };
    const pack = async () => {
      const found = await body.evaluate(values, { tables: await tablesFor(parts, body, context) });
      return found === undefined || found === null ? undefined : writer.write(texts.fit(found, values, context).document);
    };
    const send = async () => {
      const answer = await sender.sendStep(values, pack, context);
      if (!answer) context.logger.info({ caseRef, status }, 'update.body gives nothing for this status: the case stays as it is');
      return answer !== undefined;
    };
    await (readBack ? sentAndVerified(readBack, values, send, context) : send());
  };
}

function readBackOf(section: string, { verify }: RestSend, parts: ReadingParts): ReadBack | undefined {
  return verify && new ReadBack(`${section}.verify`, verify, parts);
}

async function mapped(
  section: string,
  body: MappingExpression,
  values: object,
  parts: ReadingParts,
  context: CallContext,
): Promise<unknown> {
  const found = await body.evaluate(values, { tables: await tablesFor(parts, body, context) });
  if (found === undefined || found === null) throw new Error(`${section}.body gives nothing`);
  return found;
}
