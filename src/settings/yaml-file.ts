import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import {
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type YAMLError,
} from 'yaml';
import { formatKeyPath, type KeyPath, type Mistake } from './mistake.js';
import { structureProblems } from './yaml-structure.js';

/** One YAML file with the places of its keys, so that a mistake can be pointed at. */
export class YamlFile {
  private constructor(
    readonly path: string,
    /** Plain objects, lists and scalars; undefined when settings cannot be made of the text. An empty file is an empty mapping. */
    readonly value: unknown,
    readonly mistakes: readonly Mistake[],
    private readonly document: Document.Parsed,
    private readonly lines: LineCounter,
  ) {}

  /** @throws only what reading the file throws. */
  static async read(path: string): Promise<YamlFile> {
    return YamlFile.parse(path, await readFile(path, 'utf8'));
  }

  static parse(path: string, text: string): YamlFile {
    const lines = new LineCounter();
    // Without pretty errors no message quotes the text, which may hold secrets.
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
    const structure = structureProblems(document);
    const mistakes = [
      ...[...document.errors, ...document.warnings].map((problem) => ({ offset: problem.pos[0], reason: inOwnWords(problem) })),
      ...structure,
    ].map(({ offset, reason }) => mistakeAt(path, offset, reason, document, lines));
    const readable = document.errors.every(({ code }) => code === 'DUPLICATE_KEY') && structure.length === 0;
    if (!readable) return new YamlFile(path, undefined, mistakes, document, lines);
    try {
      return new YamlFile(path, document.toJS() ?? {}, mistakes, document, lines);
    } catch (error) {
      // Aliases of aliases that would make the file grow beyond all bounds.
      const tooMuch = { file: shortPath(path), line: 1, keyPath: '', reason: `is not YAML: ${(error as Error).message}` };
      return new YamlFile(path, undefined, [...mistakes, tooMuch], document, lines);
    }
  }

  has(path: KeyPath): boolean {
    return this.walk(path).depth === path.length;
  }

  /** Line of a key, or of the nearest one above it that exists. */
  lineOf(path: KeyPath): number | undefined {
    const { offset } = this.walk(path);
    return offset === undefined ? undefined : this.lines.linePos(offset).line;
  }

  mistake(path: KeyPath, reason: string, suggestion?: string): Mistake {
    return { file: shortPath(this.path), line: this.lineOf(path), keyPath: formatKeyPath(path), reason, suggestion };
  }

  private walk(path: KeyPath): { depth: number; offset?: number } {
    let node: unknown = this.document.contents;
    let offset: number | undefined;
    for (const [depth, key] of path.entries()) {
      const step = stepInto(isAlias(node) ? node.resolve(this.document) : node, key);
      if (!step) return { depth, offset };
      node = step.node;
      offset = step.offset ?? offset;
    }
    return { depth: path.length, offset };
  }
}

/** As short as the reader's own folder allows. */
export function shortPath(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith('..') ? path : short;
}

function stepInto(node: unknown, key: string | number): { node: unknown; offset?: number } | undefined {
  if (isSeq(node)) {
    const item = node.items[Number(key)] as Node | undefined;
    return item && { node: item, offset: item.range?.[0] };
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find((candidate) => keyOf(candidate) === String(key));
  return pair && { node: pair.value, offset: (pair.key as Node).range?.[0] };
}

function keyOf(pair: Pair): string {
  return String(isScalar(pair.key) ? pair.key.value : pair.key);
}

function mistakeAt(path: string, offset: number, reason: string, document: Document, lines: LineCounter): Mistake {
  const keyPath = formatKeyPath(pathAt(document.contents, offset) ?? []);
  return { file: shortPath(path), line: lines.linePos(offset).line, keyPath, reason };
}

function inOwnWords({ code, message }: YAMLError): string {
  return code === 'DUPLICATE_KEY' ? 'stands here a second time' : `is not YAML: ${message}`;
}

/** The key that starts at an offset. */
function pathAt(node: unknown, offset: number): KeyPath | undefined {
  if (isSeq(node)) return firstOf(node.items, (item, index) => prefixed(index, pathAt(item, offset)));
  if (!isMap(node)) return undefined;
  return firstOf(node.items, (pair) => {
    if (!isPair(pair)) return undefined;
    if ((pair.key as Node | null)?.range?.[0] === offset) return [keyOf(pair)];
    return prefixed(keyOf(pair), pathAt(pair.value, offset));
  });
}

function prefixed(key: string | number, path: KeyPath | undefined): KeyPath | undefined {
  return path && [key, ...path];
}

function firstOf<T, R>(items: readonly T[], find: (item: T, index: number) => R | undefined): R | undefined {
  for (const [index, item] of items.entries()) {
    const found = find(item, index);
    if (found !== undefined) return found;
  }
  return undefined;
}
