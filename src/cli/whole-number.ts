import { InvalidArgumentError } from 'commander';

/** Reads an option: digits only, from 1 on. */
export function wholeUpTo(most: number): (text: string) => number {
  const longest = String(most).length;
  /** @throws InvalidArgumentError */
  return (text) => {
    const number = Number(text);
    const isWhole = /^\d+$/.test(text) && text.length <= longest;
    if (!isWhole || number < 1 || number > most) throw new InvalidArgumentError(`a whole number from 1 to ${most}.`);
    return number;
  };
}
