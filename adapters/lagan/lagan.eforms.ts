import type { AdapterLogger } from '../../src/adapter-kit/adapter.js';
import { TextTemplate } from '../../src/adapter-kit/liquid.js';
import { fitText } from '../../src/adapter-kit/text-limits.js';
import { child, children, textOf, type XmlElement } from '../../src/adapter-kit/xml/xml-element.js';
import { node, optional, type XmlNode } from '../../src/adapter-kit/xml/xml-node.js';
import { xmlText } from '../../src/adapter-kit/xml/xml-text.js';
import type { CaseRef } from '../../src/domain/delivery.js';
import type { ServiceRequest } from '../../src/domain/service-request.js';
import type { LaganEform } from './lagan.case-settings.js';
import { rendered, requestVariables } from './lagan.texts.js';

/** `FWTCaseEformNew`: by the name of the definition. */
export function toNewEform(caseRef: CaseRef, { definition }: LaganEform): XmlNode {
  return node('flt:FWTCaseEformNew', [node('flt:CaseReference', caseRef), node('EformName', definition)]);
}

export interface EformFields {
  readonly request: ServiceRequest;
  /** Easting and northing as texts, where the point is known and lies in the grid. */
  readonly xy: { readonly x: string; readonly y: string } | undefined;
  readonly maxCharacters: number;
}

/** `FLEformFields`: by the name of the form. Undefined when no field has a value. */
export function toEformFields(
  caseRef: CaseRef,
  eform: LaganEform,
  fields: EformFields,
  logger: AdapterLogger,
): XmlNode | undefined {
  const filled = [...answered(eform, fields.request), ...written(eform, caseRef, fields)].filter(([, value]) => value !== '');
  if (filled.length === 0) return undefined;
  return node('flt:FLEformFields', [
    node('CaseEformInstance', [
      node('flt:CaseReference', caseRef),
      node('EformName', formName(eform)),
      optional('ContentRepositoryVersion', eform.version),
    ]),
    node(
      'EformData',
      filled.map(([name, value]) =>
        node('EformFields', [
          node('FieldName', name),
          node('FieldValue', fitText(value, { field: name, maxCharacters: fields.maxCharacters }, logger)),
        ]),
      ),
    ),
  ]);
}

/** In the `eforms-r` section of `FWTCaseFullDetails`. Whether a site shows the definition's name or the form's is not known. */
export function showsEform(details: XmlElement, eform: LaganEform): boolean {
  const names = [eform.definition, formName(eform)].map((name) => name.toLowerCase());
  const shown = children(child(details, 'Eforms'), 'CaseEform').map((each) => textOf(each, 'Name')?.toLowerCase() ?? '');
  return shown.some((name) => names.includes(name));
}

function formName({ form, definition }: LaganEform): string {
  return form ?? definition;
}

function answered({ fields }: LaganEform, { attributes }: ServiceRequest): [string, string][] {
  const answers = new Map(attributes.map(({ code, values }) => [code, values]));
  return Object.entries(fields).map(([code, name]) => [name, xmlText((answers.get(code) ?? []).join(', '))]);
}

function written({ values }: LaganEform, caseRef: CaseRef, { request, xy }: EformFields): [string, string][] {
  const variables = { ...requestVariables(request, []), caseRef, x: xy?.x ?? null, y: xy?.y ?? null };
  return Object.entries(values).map(([name, template]) => [
    name,
    rendered(new TextTemplate(template), `eform.values.${name}`, variables).trim(),
  ]);
}
