import { IsOptional } from 'class-validator';
import { IsJsonataExpression } from '../../../src/adapter-kit/jsonata.js';
import { Description } from '../../../src/adapter-kit/settings-shape.js';

const TOLD = {
  reason: 'Why it is so: the status rules may match it too.',
  publicText: 'A text a resident may read.',
  publicTextBy: "The user who wrote it: what one of `sync.ownNames` wrote is nobody's news.",
  mediaUrls: 'Addresses of pictures that everybody may see: one, or a list.',
  changedAt: 'As `dates` says, else ISO 8601 (UTC if no zone is given) or milliseconds.',
  changeId: "The CRM's id of this very change: two with the same id are one.",
  requestId: 'Our id of the request, where the CRM has it: for a case that the bridge does not know by its reference.',
  renumberedTo: 'The reference that the case has from now on.',
  mergedInto: 'The reference of the case that goes on in its place.',
  deleted: 'True where it is gone in the CRM.',
  expectedAt: 'When the CRM means to be done; written as changedAt.',
  agency: 'Who in the city has it.',
  customerReference: 'The number that people have for it, such as callers on the phone, where that is not its reference.',
} as const;

/** Where a case says how it is: expressions. */
export type RestSnapshot = { readonly status: string } & { readonly [field in keyof typeof TOLD]?: string };

/** Settings decorator: the expression for a field of `RestSnapshot`. */
export function Told(): PropertyDecorator {
  return (target, property) =>
    [IsOptional(), IsJsonataExpression(), Description(TOLD[property as keyof typeof TOLD])].forEach((decorate) =>
      decorate(target, property),
    );
}
