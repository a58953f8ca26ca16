import { maskContacts } from '../domain/contact-mask.js';
import type { JurisdictionSettings } from '../settings/jurisdiction-settings.js';
import type { PublicRequest } from '../store/reads/public-request.js';
import type { RequestNote } from '../store/reads/request-reader.js';
import type { PublicUpdate } from '../store/update.store.js';

const REMEMBERED = 1_000;
/** Masked texts by country and text: the same page is read again and again. */
const remembered = new Map<string, string>();

/**
 * The texts of a request as the public gets them. Masked when read and not when kept, so that the setting holds for old reports too, and
 * the CRM gets what was written.
 */
export function publicRequest(jurisdiction: JurisdictionSettings, request: PublicRequest): PublicRequest {
  if (!isMasked(jurisdiction, request.serviceCode)) return request;
  const { description, statusNotes, address } = request;
  const mask = (text: string | undefined) => masked(text, jurisdiction.country);
  return { ...request, description: mask(description), statusNotes: mask(statusNotes), address: mask(address) };
}

/** @param serviceCode of the note's request. */
export function publicNote(jurisdiction: JurisdictionSettings, serviceCode: string, note: RequestNote): RequestNote {
  return isMasked(jurisdiction, serviceCode) ? { ...note, text: masked(note.text, jurisdiction.country) } : note;
}

export function publicUpdate(jurisdiction: JurisdictionSettings, update: PublicUpdate): PublicUpdate {
  if (!isMasked(jurisdiction, update.serviceCode)) return update;
  return { ...update, description: masked(update.description, jurisdiction.country) };
}

/** A service that is no longer offered can't say: its reports are masked where any other service's are. */
function isMasked({ services }: JurisdictionSettings, serviceCode: string): boolean {
  const service = services.find(({ code }) => code === serviceCode);
  return service ? service.maskContacts === true : services.some(({ maskContacts }) => maskContacts);
}

function masked(text: string | undefined, country: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const key = `${country ?? ''}:${text}`;
  const known = remembered.get(key);
  if (known !== undefined) return known;
  const fresh = maskContacts(text, country);
  if (remembered.size >= REMEMBERED) remembered.clear();
  remembered.set(key, fresh);
  return fresh;
}
