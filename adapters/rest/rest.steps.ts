import type { CallContext, CaseNote, CasePicture, CaseStatusChange, CrmAdapter } from '../../src/adapter-kit/adapter.js';
import { MappingExpression } from '../../src/adapter-kit/jsonata.js';
import { noteView } from '../../src/adapter-kit/note-view.js';
import type { CaseRef } from '../../src/domain/delivery.js';
import { DETAILED_STATUSES } from '../../src/domain/service-request.js';
import { PicturePacker, pictureView } from './rest.pictures.js';
import type { RestParts } from './rest.parts.js';
import { RestSender } from './rest.sender.js';
import type { RestAttachment } from './settings/attachment-settings.js';
import type { RestNote } from './settings/note-settings.js';
import type { RestUpdate } from './settings/update-settings.js';
import { RestStepLook } from './rest.step-look.js';

/** `addNote`, and `findNote` where the section says how to look. */
export function noteVerbs(settings: RestNote, parts: RestParts): Pick<CrmAdapter, 'addNote' | 'findNote'> {
  const sender = new RestSender('note', settings, parts);
  const body = new MappingExpression(settings.body);
  const look = settings.find && new RestStepLook('note.find', settings.find, parts);
  const addNote = async (caseRef: CaseRef, given: CaseNote, context: CallContext) => {
    const values = { caseRef, note: noteView(given) };
    await sender.sendStep(values, async () => ({ body: await mapped('note', body, values, parts, context) }), context);
  };
  return {
    addNote,
    ...(look && { findNote: (caseRef, given, context) => look.find({ caseRef, note: noteView(given) }, context) }),
  };
}

/** `attachMedia`, and `findMedia` where the section says how to look. */
export function mediaVerbs(settings: RestAttachment, parts: RestParts): Pick<CrmAdapter, 'attachMedia' | 'findMedia'> {
  const sender = new RestSender('attachment', settings, parts);
  const packer = new PicturePacker(settings);
  const look = settings.find && new RestStepLook('attachment.find', settings.find, parts);
  const attachMedia = async (caseRef: CaseRef, given: CasePicture, context: CallContext) => {
    const values = { caseRef, picture: pictureView(given) };
    const { idempotencyKey } = context;
    await sender.sendStep(values, () => packer.pack(given, { ...values, idempotencyKey }), context);
  };
  return {
    attachMedia,
    ...(look && { findMedia: (caseRef, given, context) => look.find({ caseRef, picture: pictureView(given) }, context) }),
  };
}

/** A change for which the body gives nothing is one that the CRM doesn't follow. */
export function updateVerb(settings: RestUpdate, parts: RestParts): NonNullable<CrmAdapter['updateCase']> {
  const sender = new RestSender('update', settings, parts);
  const body = new MappingExpression(settings.body);
  return async (caseRef, { id, status }: CaseStatusChange, context) => {
    const values = { caseRef, change: { id, status, closed: DETAILED_STATUSES[status] === 'closed' } };
    const pack = async () => {
      const found = await body.evaluate({ ...values, idempotencyKey: context.idempotencyKey }, { tables: parts.tables });
      return found === undefined || found === null ? undefined : { body: found };
    };
    const answer = await sender.sendStep(values, pack, context);
    if (!answer) context.logger.info({ caseRef, status }, 'update.body gives nothing for this status: the case stays as it is');
  };
}

async function mapped(
  section: string,
  body: MappingExpression,
  values: object,
  { tables }: RestParts,
  { idempotencyKey }: CallContext,
): Promise<unknown> {
  const found = await body.evaluate({ ...values, idempotencyKey }, { tables });
  if (found === undefined || found === null) throw new Error(`${section}.body gives nothing`);
  return found;
}
