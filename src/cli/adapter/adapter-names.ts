/** One name, as it is written in files, in code and for people. */
export interface AdapterNames {
  /** `fire-desk`: the type, file names. */
  readonly type: string;
  /** `fireDesk`: variables. */
  readonly variable: string;
  /** `FireDesk`: classes. */
  readonly className: string;
  /** `Fire Desk`: the label. */
  readonly label: string;
}

const TYPE = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** @throws Error that says how a name is written. */
export function adapterNames(type: string): AdapterNames {
  if (!TYPE.test(type)) throw new Error(`${type} is no name for an adapter: write it in lower case, such as acme or fire-desk`);
  const words = type.split('-').map((word) => word[0]!.toUpperCase() + word.slice(1));
  const className = words.join('');
  return { type, className, variable: className[0]!.toLowerCase() + className.slice(1), label: words.join(' ') };
}
