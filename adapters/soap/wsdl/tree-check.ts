import { type ChildModel, ANYTHING, type ContentModel } from './schema-model.js';
import { type Outline, outlineOf } from './tree-outline.js';
import { type DescribedOperation, Wsdl } from './wsdl.js';

/** What is compared with the description; shapes of the settings. */
export interface Described {
  readonly soapAction: string;
  readonly operations: Readonly<Record<string, { readonly body?: unknown; readonly soapAction?: string }>>;
  readonly wsdl?: { readonly text: string; readonly schemas: readonly string[] };
}

const MOST_SHOWN = 30;

/** Where the trees and the service's own description differ; one line each, with the place in the settings. */
export function differencesFromWsdl(settings: Described): string[] {
  if (!settings.wsdl) return [];
  let wsdl: Wsdl;
  try {
    wsdl = new Wsdl(settings.wsdl.text, settings.wsdl.schemas);
  } catch (error) {
    return [`wsdl can not be read: ${(error as Error).message}`];
  }
  const found = Object.entries(settings.operations).flatMap(([name, operation]) => [
    ...bodyDifferences(`operations.${name}.body`, operation.body, wsdl),
    ...actionDifferences(name, operation, settings, wsdl),
  ]);
  return found.length > MOST_SHOWN ? [...found.slice(0, MOST_SHOWN), `and ${found.length - MOST_SHOWN} more`] : found;
}

function bodyDifferences(at: string, body: unknown, wsdl: Wsdl): string[] {
  const [root] = outlineOf(body);
  if (!root || root.isNamedLater) return [];
  const operation = operationFor(root, wsdl);
  const there = wsdl.operations.map((each) => each.root).join(', ');
  if (!operation) return [`${at}: no operation of the service begins with ${root.name}; there are ${there}`];
  if (operation.isRpc) return [];
  const model = root.type === undefined ? wsdl.schema.ofElement(root.name) : wsdl.schema.ofType(root.type);
  return compared(root, model, `${at}: ${root.name}`, wsdl);
}

function actionDifferences(
  name: string,
  { body, soapAction }: Described['operations'][string],
  settings: Described,
  wsdl: Wsdl,
): string[] {
  const [root] = outlineOf(body);
  const described = root && operationFor(root, wsdl)?.soapAction;
  const ours = (soapAction ?? settings.soapAction).replaceAll(/\{\{\s*operation\s*\}\}/g, name);
  if (described === undefined || ours.includes('{') || described === ours) return [];
  return [`operations.${name}.soapAction: is ${JSON.stringify(ours)}, and ${JSON.stringify(described)} in the WSDL`];
}

function operationFor(root: Outline, wsdl: Wsdl): DescribedOperation | undefined {
  return wsdl.operations.find((each) => each.root === root.name);
}

function compared(element: Outline, model: ContentModel, at: string, wsdl: Wsdl): string[] {
  const known = model.children;
  if (!known) return [];
  const own = [...attributeDifferences(element, model, at), ...orderDifferences(element, known, model.isUnordered, at)];
  const below = element.children.flatMap((each) => {
    const child = known.find(({ name }) => name === each.name);
    const inside = child ? modelOf(each, child, wsdl) : ANYTHING;
    return compared(each, inside, `${at} > ${each.name}`, wsdl);
  });
  return [...own, ...below];
}

function modelOf(element: Outline, child: ChildModel, { schema }: Wsdl): ContentModel {
  if (element.isOpen) return ANYTHING;
  if (element.type !== undefined) return schema.ofType(element.type);
  return child.type === undefined ? schema.ofElement(child.name) : schema.ofType(child.type);
}

function attributeDifferences({ attributes, isOpen }: Outline, { attributes: known }: ContentModel, at: string): string[] {
  if (!known || isOpen) return [];
  const strange = attributes.filter((name) => !known.some((each) => each.name === name));
  const missing = known.filter(({ name, isRequired }) => isRequired && !attributes.includes(name));
  return [
    ...strange.map((name) => `${at}: the attribute ${name} is not in the schema`),
    ...missing.map(({ name }) => `${at}: the attribute ${name} is required`),
  ];
}

function orderDifferences(element: Outline, known: readonly ChildModel[], isUnordered: boolean, at: string): string[] {
  const fixed = element.children.filter(({ isNamedLater }) => !isNamedLater);
  const differences: string[] = [];
  let reached = -1;
  for (const each of fixed) {
    const position = known.findIndex(({ name }) => name === each.name);
    if (position < 0) differences.push(`${at} > ${each.name}: is not in the schema${listed(known)}`);
    else if (position < reached && !isUnordered && !known[position]!.mayRepeat)
      differences.push(`${at} > ${each.name}: comes before ${known[reached]!.name} in the schema`);
    else if (!each.isAlternative) reached = Math.max(reached, position);
  }
  const isWhole = !element.isOpen && fixed.length === element.children.length;
  const missing = isWhole ? known.filter(({ name, isRequired }) => isRequired && !fixed.some((each) => each.name === name)) : [];
  return [...differences, ...missing.map(({ name }) => `${at} > ${name}: is required and not in the tree`)];
}

function listed(known: readonly ChildModel[]): string {
  return known.length === 0 ? ', which has a text there' : `; there are ${known.map(({ name }) => name).join(', ')}`;
}
