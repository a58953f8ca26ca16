import type { OPERATIONS } from './operations/operations.js';

export type OperationName = keyof typeof OPERATIONS;

const described = new Map<object, Map<string, OperationName>>();

/**
 * Which entry of the API document a controller's method is. Only the name is kept here: the words, and the library that makes a document
 * of them, are loaded when somebody asks for it, so that a start costs nothing.
 */
export function Described(name: OperationName): MethodDecorator {
  return (prototype, method) => {
    const methods = described.get(prototype) ?? new Map<string, OperationName>();
    described.set(prototype, methods.set(String(method), name));
  };
}

/** Methods by name of each controller's prototype. */
export function describedMethods(): ReadonlyMap<object, ReadonlyMap<string, OperationName>> {
  return described;
}
