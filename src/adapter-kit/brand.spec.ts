import { brand } from './brand.js';
import { AdapterError, RejectedError, TransientError } from './errors.js';
import { HttpFailure } from './http-failure.js';

/** The classes as another copy of the kit on the disk would have them. */
function anotherCopy() {
  @brand('AdapterError')
  abstract class OtherAdapterError extends Error {}
  @brand('RejectedError')
  class OtherRejectedError extends OtherAdapterError {}
  class OfAnAdapter extends OtherRejectedError {}
  @brand('HttpFailure')
  class OtherHttpFailure extends Error {}
  return { OtherAdapterError, OtherRejectedError, OfAnAdapter, OtherHttpFailure };
}

describe('an error that another copy of the kit made', () => {
  const { OtherRejectedError, OfAnAdapter, OtherHttpFailure } = anotherCopy();

  it('is an adapter error of its kind, and of no other', () => {
    for (const error of [new OtherRejectedError('no'), new OfAnAdapter('no')]) {
      expect(error).toBeInstanceOf(AdapterError);
      expect(error).toBeInstanceOf(RejectedError);
      expect(error).not.toBeInstanceOf(TransientError);
      expect(error).not.toBeInstanceOf(HttpFailure);
    }
  });

  it('is a failure of HTTP to both', () => {
    expect(new OtherHttpFailure('cut')).toBeInstanceOf(HttpFailure);
    expect(new HttpFailure('cut', undefined, true)).toBeInstanceOf(OtherHttpFailure);
  });

  it('is of a derived class only where that class made it', () => {
    class Narrower extends RejectedError {}
    expect(new Narrower('no')).toBeInstanceOf(Narrower);
    expect(new RejectedError('no')).not.toBeInstanceOf(Narrower);
    expect(new OfAnAdapter('no')).not.toBeInstanceOf(Narrower);
  });
});

it('nothing else is an adapter error', () => {
  for (const value of [new Error('no'), { kind: 'rejected' }, 'no', undefined, null])
    expect(value).not.toBeInstanceOf(AdapterError);
});
