import type { XmlElement } from '../../../src/adapter-kit/xml/xml-element.js';

/** What a path found: an element, or an attribute's value. */
export interface Found {
  /** Without surrounding blanks. */
  readonly text: string;
  readonly isNil: boolean;
  /** Absent for an attribute. */
  readonly element?: XmlElement;
}

interface Test {
  /** Child, `@attribute` or `.`; absent for a position. */
  readonly of?: string;
  readonly equals?: string;
  /** From 1; -1 is the last. */
  readonly position?: number;
}

interface Step {
  /** Anywhere below, not only directly inside. */
  readonly deep: boolean;
  /** A local name, `*`, `.` or `@name`. */
  readonly name: string;
  readonly tests: readonly Test[];
}

const STEP = /(\/\/|\/|^)(@?[\p{L}_*.][\p{L}\p{N}_.-]*)((?:\[[^\]]*\])*)/uy;
const TEST = /^(?:(last\(\)|\d+)|(@?[\p{L}_.][\p{L}\p{N}_.-]*)\s*(?:=\s*(?:'([^']*)'|"([^"]*)"|(.*)))?)$/u;

/**
 * A path into an answer, blind to namespaces: local names between slashes, `//` for anywhere below, `*` for any element, `@name` for an
 * attribute at the end, `.` for the place itself; `Row[2]`, `Row[last()]`, `Row[Type=2]`, `Row[@kind='x']` choose among several.
 */
export class XmlPath {
  private readonly steps: readonly Step[];

  /** @throws Error for what is no path. */
  constructor(readonly source: string) {
    this.steps = parse(source);
  }

  /** All that it finds inside, in the order of the document. */
  find(inside: XmlElement): Found[] {
    let places: readonly XmlElement[] = [inside];
    for (const [index, step] of this.steps.entries()) {
      if (step.name.startsWith('@')) return index === this.steps.length - 1 ? attributes(places, step) : [];
      places = [...new Set(places.flatMap((place) => matching(place, step)))];
    }
    return places.map(toFound);
  }

  elements(inside: XmlElement): XmlElement[] {
    return this.find(inside).flatMap(({ element }) => element ?? []);
  }
}

function parse(source: string): Step[] {
  const text = source.trim();
  const steps: Step[] = [];
  STEP.lastIndex = 0;
  while (STEP.lastIndex < text.length) {
    const at = STEP.lastIndex;
    const match = STEP.exec(text);
    if (!match || (at > 0 && match[1] === ''))
      throw new Error(`${JSON.stringify(source)} can't be read from character ${at + 1} on`);
    steps.push({ deep: match[1] === '//', name: match[2]!, tests: parseTests(match[3]!, source) });
  }
  if (steps.length === 0) throw new Error('it is empty');
  if (steps.slice(0, -1).some(({ name }) => name.startsWith('@')))
    throw new Error(`${JSON.stringify(source)}: an attribute must come last`);
  return steps;
}

function parseTests(text: string, source: string): Test[] {
  return [...text.matchAll(/\[([^\]]*)\]/g)].map(([, inside]) => {
    const match = TEST.exec(inside!.trim());
    if (!match) throw new Error(`${JSON.stringify(source)}: [${inside}] is no condition such as [Type=2]`);
    const [, position, of, single, double, bare] = match;
    if (position) return { position: position === 'last()' ? -1 : Number(position) };
    return { of, equals: single ?? double ?? bare?.trim() };
  });
}

function matching(place: XmlElement, { deep, name, tests }: Step): readonly XmlElement[] {
  if (name === '.') return chosen(deep ? [place, ...below(place)] : [place], tests);
  const candidates = deep ? below(place) : place.children;
  return chosen(
    candidates.filter((each) => name === '*' || each.name === name),
    tests,
  );
}

function attributes(places: readonly XmlElement[], { deep, name }: Step): Found[] {
  const wanted = name.slice(1);
  const searched = deep ? places.flatMap((place) => [place, ...below(place)]) : places;
  return searched.flatMap(({ attributes: given }) =>
    Object.hasOwn(given, wanted) ? [{ text: given[wanted]!.trim(), isNil: false }] : [],
  );
}

function below(place: XmlElement): XmlElement[] {
  return place.children.flatMap((each) => [each, ...below(each)]);
}

function chosen(elements: readonly XmlElement[], tests: readonly Test[]): readonly XmlElement[] {
  return tests.reduce((left, { position, of, equals }) => {
    if (position !== undefined) return left.slice(position < 0 ? position : position - 1, position < 0 ? undefined : position);
    return left.filter((each) => valuesOf(each, of!).some((value) => equals === undefined || value === equals));
  }, elements);
}

function valuesOf(element: XmlElement, of: string): string[] {
  if (of === '.') return [element.text.trim()];
  if (of.startsWith('@')) return attributes([element], { deep: false, name: of, tests: [] }).map(({ text }) => text);
  return element.children.filter(({ name }) => name === of).map(({ text }) => text.trim());
}

function toFound(element: XmlElement): Found {
  return { text: element.text.trim(), isNil: element.isNil, element };
}
