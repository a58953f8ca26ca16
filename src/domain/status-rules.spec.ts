import { ruleFor, type StatusRule } from './status-rules.js';

const closed = (when: StatusRule['when']): StatusRule => ({ when, status: 'closed' });

describe('the rule that speaks for the words of a CRM', () => {
  it('is the first that matches, in the order in which they were written', () => {
    const first = closed({ status: { exact: 'Closed' }, reason: { exact: 'Duplicate' } });
    const second = closed({ status: { exact: 'Closed' } });
    expect(ruleFor([first, second], { status: 'Closed', reason: 'Duplicate' })).toBe(first);
    expect(ruleFor([first, second], { status: 'Closed', reason: 'Done' })).toBe(second);
    expect(ruleFor([second, first], { status: 'Closed', reason: 'Duplicate' })).toBe(second);
  });

  it('is none when no rule knows the word, so that the request stays as it is', () => {
    expect(ruleFor([closed({ status: { exact: 'Closed' } })], { status: 'Pending review' })).toBeUndefined();
    expect(ruleFor([], { status: 'Closed' })).toBeUndefined();
  });

  it('takes any reason, and none, where the rule names none', () => {
    const rule = closed({ status: { exact: 'Closed' } });
    expect(ruleFor([rule], { status: 'Closed' })).toBe(rule);
    expect(ruleFor([rule], { status: 'Closed', reason: 'anything' })).toBe(rule);
  });

  it('does not take a missing reason for the one that a rule asks for', () => {
    expect(ruleFor([closed({ reason: { exact: 'Fixed' } })], { status: 'Closed' })).toBeUndefined();
  });

  it('takes everything where the rule asks for nothing', () => {
    const rule = closed({});
    expect(ruleFor([rule], { status: 'whatever' })).toBe(rule);
  });

  it.each([
    ['exact', { exact: ' closed ' }, 'Closed', true],
    ['exact', { exact: 'Closed' }, ' CLOSED\n', true],
    ['exact', { exact: 'Closed' }, 'Closed: resolved', false],
    ['prefix', { prefix: 'Case Resolved' }, '  case resolved. pothole filled', true],
    ['prefix', { prefix: 'Resolved' }, 'Case Resolved', false],
    ['pattern', { pattern: 'dup(licate|e)' }, 'Case closed: DUPLICATE of 101', true],
    ['pattern', { pattern: '^dup' }, 'Case closed: duplicate', false],
    ['pattern', { pattern: 'straße' }, 'Schaden STRAßE', true],
  ] as const)('ignores case and surrounding blanks: %s %j against %j is %s', (_kind, match, text, matches) => {
    expect(ruleFor([closed({ status: match })], { status: text }) !== undefined).toBe(matches);
  });
});
