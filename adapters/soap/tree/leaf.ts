import { MappingExpression } from '../../../src/adapter-kit/jsonata.js';
import { TextTemplate } from '../../../src/adapter-kit/liquid.js';
import { VARIABLES, type Values } from '../settings/variables.js';

/** A text of a tree: Liquid, JSONata or a constant. */
export interface Leaf {
  /** Nothing in the YAML can ever come out as another text. */
  readonly isConstant: boolean;
  text(values: Values): Promise<string>;
}

/** A template that prints one text and nothing else: the file of a picture may be larger than what templates render. */
const ONE_VALUE = /^\s*\{\{-?\s*(\w+(?:\.\w+)*)\s*-?\}\}\s*$/;

/** @throws Error when it can't be parsed. */
export function liquidLeaf(source: string): Leaf {
  const template = new TextTemplate(source, { variables: VARIABLES });
  const path = ONE_VALUE.exec(source)?.[1]?.split('.');
  const text = async (values: Values) => (path && textAt(path, values)) ?? template.render(values);
  return { isConstant: !/\{[{%]/.test(source), text };
}

function textAt(path: readonly string[], values: unknown): string | undefined {
  const found = path.reduce<unknown>(
    (inside, name) =>
      typeof inside === 'object' && inside !== null && Object.hasOwn(inside, name)
        ? (inside as Readonly<Record<string, unknown>>)[name]
        : undefined,
    values,
  );
  return typeof found === 'string' ? found : undefined;
}

/** Numbers and booleans as JSON writes them; nothing and null are empty. @throws Error when it can't be parsed. */
export function jsonataLeaf(source: string): Leaf {
  const expression = new MappingExpression(source);
  return {
    isConstant: false,
    text: async (values) => {
      const found = await expression.evaluate(values);
      if (found === undefined || found === null) return '';
      if (typeof found === 'object') throw new Error(`${JSON.stringify(source)} gives a list or a mapping instead of a text`);
      return String(found as string | number | boolean);
    },
  };
}

/** A scalar of the YAML: texts are Liquid, the rest stands as it is. */
export function scalarLeaf(source: string | number | boolean | null): Leaf {
  if (typeof source === 'string') return liquidLeaf(source);
  const text = source === null ? '' : String(source);
  return { isConstant: true, text: () => Promise.resolve(text) };
}
