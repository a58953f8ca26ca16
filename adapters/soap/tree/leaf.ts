import { MappingExpression } from '../../../src/adapter-kit/jsonata.js';
import { TextTemplate } from '../../../src/adapter-kit/liquid.js';
import { VARIABLES, type Values } from '../settings/variables.js';

/** A text of a tree: Liquid, JSONata or a constant. */
export interface Leaf {
  /** Nothing in the YAML can ever come out as another text. */
  readonly isConstant: boolean;
  text(values: Values): Promise<string>;
}

/** @throws Error when it can't be parsed. */
export function liquidLeaf(source: string): Leaf {
  const template = new TextTemplate(source, { variables: VARIABLES });
  return { isConstant: !/\{[{%]/.test(source), text: async (values) => template.render(values) };
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
