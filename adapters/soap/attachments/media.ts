import type { CasePicture, CrmAdapter } from '../../../src/adapter-kit/adapter.js';
import type { ScopeMaker } from '../actions/scope.js';
import { StepFinder } from '../actions/step-finder.js';
import { StepChain } from '../actions/step-chain.js';
import type { OperationRunner } from '../calls/operation-runner.js';
import type { SoapAttachments } from '../settings/attachment-settings.js';
import type { SoapSettings } from '../soap.settings.js';
import { FileService } from './file-service.js';
import { isWithin } from './picture-limits.js';

type MediaVerbs = Pick<CrmAdapter, 'attachMedia' | 'findMedia'>;

/** `attachMedia` and `findMedia`, where pictures go by themselves. @throws Error for settings that say two things at once. */
export function mediaVerbs(settings: SoapSettings, runner: OperationRunner, scopes: ScopeMaker): MediaVerbs {
  const { attachments } = settings;
  if (!attachments) return {};
  const { steps, service, inCreate, find } = attachments;
  if ([steps, service, inCreate].filter(Boolean).length !== 1)
    throw new Error('attachments needs one of steps, service and inCreate, and no more than one');
  if (find && !steps) throw new Error('attachments.find looks for what steps have sent; a service has its own find');
  if (steps) return bySteps(new StepChain('attachments', steps, settings, runner), attachments, settings, runner, scopes);
  return service ? byService(new FileService(service, settings), attachments, scopes) : {};
}

function bySteps(
  chain: StepChain,
  { limits, find }: SoapAttachments,
  settings: SoapSettings,
  runner: OperationRunner,
  scopes: ScopeMaker,
): MediaVerbs {
  const look = find && new StepFinder('attachments.find', find, settings, runner);
  return {
    attachMedia: async (caseRef, picture, context) => {
      if (!isWithin(picture, limits, context.logger)) return;
      await chain.run({ ...scopes.ofCase(caseRef, context), picture: pictureView(picture) }, context);
    },
    ...(look && {
      findMedia: (caseRef, picture, context) =>
        look.find({ ...scopes.ofCase(caseRef, context), picture: pictureView(picture) }, context),
    }),
  };
}

function byService(service: FileService, { limits, service: settings }: SoapAttachments, scopes: ScopeMaker): MediaVerbs {
  return {
    attachMedia: async (caseRef, picture, context) => {
      if (!isWithin(picture, limits, context.logger)) return;
      await service.send(picture, { ...scopes.ofCase(caseRef, context), picture: pictureView(picture) }, context);
    },
    ...(settings!.find && {
      findMedia: (caseRef, picture, context) =>
        service.find({ ...scopes.ofCase(caseRef, context), picture: pictureView(picture) }, context),
    }),
  };
}

/** A picture as templates and expressions see it; `size` in bytes. */
export function pictureView({ id, fileName, contentType, url, bytes }: CasePicture) {
  return { id, fileName, contentType, url, size: bytes.length, base64: bytes.toString('base64') };
}
