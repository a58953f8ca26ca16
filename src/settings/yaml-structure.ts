import { type Alias, type Document, isPair, isScalar, type Node, visit } from 'yaml';

/** Something YAML allows and settings do not. */
export interface StructureProblem {
  /** Where in the text it stands. */
  readonly offset: number;
  readonly reason: string;
}

/** class-transformer drops them without a word at the top and trips over them further down. */
const UNUSABLE_KEYS: readonly unknown[] = ['__proto__', 'constructor'];

/**
 * Keys that are no text, or that no object can safely have, and aliases that lead nowhere or into themselves. Nothing can be made of a
 * file with one of these.
 */
export function structureProblems(document: Document.Parsed): StructureProblem[] {
  const problems: StructureProblem[] = [];
  visit(document, {
    Pair(_key, { key }, above) {
      const offset = offsetOf(key as Node | null, above);
      if (!isScalar(key) || key.value === null) problems.push({ offset, reason: 'has a key that is no text' });
      else if (UNUSABLE_KEYS.includes(key.value)) problems.push({ offset, reason: 'cannot be used as a key' });
    },
    Alias(_key, alias, above) {
      const reason = whyNoAlias(alias, document, above);
      if (reason) problems.push({ offset: offsetOf(alias, above), reason });
    },
  });
  return problems;
}

function whyNoAlias(alias: Alias, document: Document, above: readonly unknown[]): string | undefined {
  const target = alias.resolve(document);
  if (!target) return `\`*${alias.source}\` refers to no \`&${alias.source}\` above it`;
  return above.includes(target) ? `\`*${alias.source}\` refers to what it is a part of` : undefined;
}

/** An empty key may have no place of its own: then that of what holds it. */
function offsetOf(node: Node | null, above: readonly unknown[]): number {
  return [node, ...above.toReversed()].find(isPlaced)?.range[0] ?? 0;
}

function isPlaced(node: unknown): node is { range: [number, number, number] } {
  return typeof node === 'object' && node !== null && !isPair(node) && Array.isArray((node as { range?: unknown }).range);
}
