import type { CatalogueService, FieldChange, Pins } from '../../domain/catalogue.js';
import type { AuditedAct } from '../../store/audit.js';
import type { Comparison } from '../../store/catalogue/staged-list.js';
import { counted, plain, time } from '../deliveries/texts.js';

const LONGEST = 60;

/** What a staged list means, line by line. */
export function comparisonText(id: string, { list, difference, isShort }: Comparison): string[] {
  const { added, changed, gone } = difference;
  return [
    `list ${list.id} of ${time(list.fetchedAt)}, ${counted(list.services.length, 'service')}, asked for by ${list.fetchedBy}`,
    ...added.map((each) => `+ ${nameText(each)}`),
    ...changed.flatMap(({ service, fields }) => [`~ ${nameText(service)}`, ...fields.map(fieldText)]),
    ...gone.map((each) => `- ${nameText(each)}`),
    ...list.refused.map(({ code, reason }) => `! ${plain(code) || 'without a code'} is left out: ${plain(reason)}`),
    ...(isShort
      ? [`SHORT: so many are missing that the list is rather broken; approved as it is it removes none of the ${gone.length}`]
      : []),
    `to make it public: open311-bridge catalogue approve ${id} --list ${list.id}`,
  ];
}

export function serviceText({ code, name, group, attributes }: CatalogueService, pins: Pins): string[] {
  const questions = attributes.length > 0 ? `  ${counted(attributes.length, 'question')}` : '';
  return [
    `${code}  ${plain(name)}${group ? `  (${plain(group)})` : ''}${questions}`,
    ...Object.entries(pins).map(([field, value]) => `    pinned ${field}: ${short(value)}`),
  ];
}

export function actText({ action, detail }: AuditedAct): string {
  const told = detail as {
    readonly added?: string[];
    readonly changed?: { code: string; fields: FieldChange[] }[];
    readonly gone?: CatalogueService[];
  };
  if (action !== 'catalogue.approve') return `${action.replace('catalogue.', '')} ${short(detail)}`;
  return [
    `approve list ${String((detail as { list?: string }).list)}:`,
    ...(told.added ?? []).map((code) => `+${code}`),
    ...(told.changed ?? []).map(({ code, fields }) => `~${code} (${fields.map(({ field }) => field).join(', ')})`),
    ...(told.gone ?? []).map(({ code }) => `-${code}`),
  ].join(' ');
}

function nameText({ code, name, group }: CatalogueService): string {
  return `${code}  ${plain(name)}${group ? `  (${plain(group)})` : ''}`;
}

function fieldText({ field, before, after }: FieldChange): string {
  return `    ${field}: ${short(before)} -> ${short(after)}`;
}

function short(value: unknown): string {
  const text = plain(typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing'));
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text;
}
