import { aCallContext } from './a-call-context.js';
import type { Subject } from './adapter-under-test.js';

const LINES = [
  'Fish & chips <b>"bold"</b> it\'s 5 > 3',
  ']]> {{ id }} {% raw %} $sum(1) ${HOME}',
  'Straße 日本 🕳️ é',
  '.',
  'From here on',
  '\ttabbed  twice',
];

export function promisesOfTexts<S extends object>({ bench, request, manifest, titleOf }: Subject<S>): void {
  it.each([
    ['CR LF', '\r\n'],
    ['LF', '\n'],
  ])('brings awkward texts there whole, lines ended by %s', async (_name, lineEnd) => {
    await bench()
      .adapter()
      .createCase(request({ description: LINES.join(lineEnd) }), aCallContext());
    const arrived = (await bench().ledgerText()).replaceAll('\r\n', '\n');
    for (const line of LINES) expect(arrived).toContain(line.trim());
    expect(arrived).toMatch(/Straße 日本 🕳️ é\s*\n\s*\.\s*\n\s*From here on/);
  });

  it('brings a text with characters that no XML may hold there, without them or with', async () => {
    await bench()
      .adapter()
      .createCase(request({ description: 'before \u0001\u000b\ufffe\ud800 after' }), aCallContext());
    expect(await bench().ledgerText()).toMatch(/before .{0,12} ?after/s);
  });

  it('keeps line ends and colons in names and addresses from becoming anything else', async () => {
    const address = 'Mill Lane\r\nBcc: everyone@example.org';
    await bench()
      .adapter()
      .createCase(request({ serviceName: 'Pot\r\nX-Hole: deep', address, group: 'Streets\r\n\r\n.' }), aCallContext());
    await bench().theOnlyCase();
  });

  const { titleCharacters, descriptionCharacters } = manifest.limits;
  it(`brings a long description there, cut at ${descriptionCharacters ?? 'no'} characters`, async () => {
    const given = descriptionCharacters ? descriptionCharacters + 500 : 20_000;
    const ours = request({ description: '🕳'.repeat(given) });
    await bench().adapter().createCase(ours, aCallContext());
    const text = await bench().ledgerText();
    expect(text).toContain(ours.id);
    expectRun(text, '🕳', descriptionCharacters ?? given, given);
  });

  it(`brings a long service name there, the title cut at ${titleCharacters ?? 'no'} characters`, async () => {
    const ours = request({ serviceName: '🚧'.repeat((titleCharacters ?? 100) + 50) });
    await bench().adapter().createCase(ours, aCallContext());
    const text = await bench().ledgerText();
    expect(text).toContain(ours.id);
    expect(text).not.toMatch(/\p{Surrogate}/u);
    if (titleCharacters !== undefined) expectTitle(titleOf?.((await bench().theOnlyCase()).fields), ours.id, titleCharacters);
  });
}

function expectTitle(title: unknown, id: string, atMost: number): void {
  expect(title).toEqual(expect.stringContaining(id));
  const { length } = [...(title as string)];
  expect(length).toBeLessThanOrEqual(atMost);
  expect(length).toBeGreaterThan(atMost / 2);
}

function expectRun(text: string, character: string, atMost: number, given: number): void {
  const run = longestRun(text, character);
  expect(run).toBeLessThanOrEqual(atMost);
  expect(run).toBeGreaterThan(Math.min(atMost, given) / 2);
  expect(text).not.toMatch(/\p{Surrogate}/u);
}

/** In code points. */
function longestRun(text: string, character: string): number {
  const runs = text.match(new RegExp(`(?:${character})+`, 'gu')) ?? [];
  return Math.max(0, ...runs.map((run) => [...run].length));
}
