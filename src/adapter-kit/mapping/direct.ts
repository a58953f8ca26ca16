import type { ExprNode } from 'jsonata';

/** Nodes that neither loop nor make more than what they are given. */
const PLAIN_NODES = new Set([
  ...['path', 'name', 'string', 'number', 'value', 'variable', 'binary', 'unary', 'condition', 'block', 'filter', 'index'],
  ...['wildcard', 'function', 'coalesce', 'elvis'],
]);
/** Functions whose cost and result grow no faster than their arguments, and that take no function or regular expression. */
const PLAIN_FUNCTIONS = new Set([
  ...['string', 'number', 'boolean', 'not', 'exists', 'type', 'length', 'count', 'trim', 'uppercase', 'lowercase', 'contains'],
  ...['substring', 'substringBefore', 'substringAfter', 'lookup', 'table', 'keys', 'append', 'merge', 'join', 'split'],
  ...['sum', 'max', 'min', 'average', 'abs', 'floor', 'ceil', 'round', 'now', 'millis', 'toMillis', 'fromMillis'],
]);

/**
 * An expression that can do no harm: no function of its own, no recursion, no range, no regular expression, nothing that multiplies texts. Its cost
 * depends on what it looks into alone.
 */
export function isPlain(root: ExprNode): boolean {
  const seen = new Set<object>();
  const check = (node: unknown): boolean => {
    if (typeof node !== 'object' || node === null || seen.has(node)) return true;
    seen.add(node);
    return !(node instanceof RegExp) && isPlainNode(node as Partial<ExprNode>) && Object.values(node).every(check);
  };
  return check(root);
}

function isPlainNode({
  type,
  value,
  procedure,
}: {
  readonly type?: string;
  readonly value?: unknown;
  readonly procedure?: ExprNode;
}) {
  if (type === undefined) return true;
  if (type === 'function') return procedure?.type === 'variable' && PLAIN_FUNCTIONS.has(procedure.value as string);
  return PLAIN_NODES.has(type) && !(type === 'binary' && value === '..');
}
