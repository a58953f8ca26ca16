/**
 * Lets `instanceof` know what another copy of the kit made: an adapter from outside may carry a copy of its own, bundled or installed, and its errors
 * are as good as ours. A class is known by its name in the registry of symbols that all copies of one process share.
 */
export function brand(name: string): (type: BrandedClass) => void {
  const mark = Symbol.for(`open311-bridge:${name}`);
  return (type) => {
    Object.defineProperty(type.prototype, mark, { value: true });
    Object.defineProperty(type, Symbol.hasInstance, {
      value(this: BrandedClass, value: unknown): boolean {
        // A class that somebody derived is known by its prototype, as ever.
        return this === type ? isObject(value) && mark in value : Function.prototype[Symbol.hasInstance].call(this, value);
      },
    });
  };
}

type BrandedClass = abstract new (...args: never[]) => object;

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
