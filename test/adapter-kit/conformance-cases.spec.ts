import { readFileSync } from 'node:fs';
import { CONFORMANCE_CASES } from '../../src/adapter-kit/conformance/all-cases.js';

const MANUAL = readFileSync(new URL('../../docs/conformance.md', import.meta.url), 'utf8');

describe('the conformance suite', () => {
  const ids = CONFORMANCE_CASES.map(({ id }) => id);

  it('has at least 120 cases, each with an id and a title of its own', () => {
    expect(ids.length).toBeGreaterThanOrEqual(120);
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(CONFORMANCE_CASES.map(({ title }) => title)).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[A-Z]+(-[A-Z]+)*-\d\d$/);
  });

  it.each([...new Set(ids.map((id) => id.replace(/-\d+$/, '')))])('describes the group %s in its manual', (group) => {
    expect(MANUAL).toMatch(new RegExp(`^\\|[^|]*\`${group}\``, 'm'));
  });

  it('has cases of every level', () => {
    expect(new Set(CONFORMANCE_CASES.map(({ level }) => level))).toEqual(new Set(['basic', 'reliable', 'complete']));
  });
});
