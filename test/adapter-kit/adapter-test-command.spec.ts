import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const BRIDGE = resolve('bin/open311-bridge.js');
const REFERENCE = resolve('dist/test/adapter-kit/reference');
const PLANTED = resolve('dist/test/adapter-kit/planted/planted-bugs.js');

/** The real command, from a folder that is not the project's. */
function adapterTest(cwd: string, ...args: string[]): Promise<{ status: number; out: string }> {
  return new Promise((done) =>
    execFile(process.execPath, [BRIDGE, 'adapter', 'test', ...args], { cwd }, (error, stdout, stderr) =>
      done({ status: typeof error?.code === 'number' ? error.code : error ? 1 : 0, out: stdout + stderr }),
    ),
  );
}

describe('open311-bridge adapter test', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'conformance-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('tests an adapter in any folder, says what passed, and writes JUnit XML', async () => {
    const { status, out } = await adapterTest(folder, REFERENCE, '--only', 'CREATE-0*', '--junit', 'result.xml');
    expect(out).toMatch(/Acme Citizen Desk \(acme\)[^]*CREATE[^]*9 cases: 9 passed\. Level: none/);
    expect(status).toBe(0);
    expect(readFileSync(join(folder, 'result.xml'), 'utf8')).toMatch(/<testsuite name="acme" tests="9" failures="0"/);
  });

  it('ends with status 1 and names the case and what was wrong when an adapter breaks the contract', async () => {
    const bug = `(await import(${JSON.stringify(pathToFileURL(PLANTED).href)})).PLANTED_BUGS.find(({ bug }) => bug.includes('empty reference'))`;
    writeFileSync(join(folder, 'acme.conformance.js'), `export const conformance = [(${bug}).under];`);
    writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
    const { status, out } = await adapterTest(folder, '.', '--only', 'CREATE-05');
    expect(out).toMatch(/Failed:\s+CREATE-05 answers with a reference[^]*not a reference: ""/);
    expect(status).toBe(1);
  });

  it('tells of what an adapter left running that failed later, and does not end by it', async () => {
    const leaves = `Object.assign(sound.manifest.create(settings), { check: async () => void Promise.reject(new Error('left alone')) })`;
    const source = [
      `import { conformance as reference } from ${JSON.stringify(pathToFileURL(join(REFERENCE, 'acme.conformance.js')).href)};`,
      `const [sound] = reference;`,
      `export const conformance = [{ ...sound, manifest: { ...sound.manifest, create: (settings) => ${leaves} } }];`,
    ];
    writeFileSync(join(folder, 'acme.conformance.js'), source.join('\n'));
    writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
    const { status, out } = await adapterTest(folder, '.', '--only', 'CHECK-01');
    expect(out).toMatch(/1 cases: 1 passed[^]*nobody was listening any more: Error: left alone/);
    expect(status).toBe(1);
  });

  it('records, and tests against what it recorded', async () => {
    await adapterTest(folder, REFERENCE, '--record', 'acme.recording.json', '--only', 'CHECK-*');
    const { status, out } = await adapterTest(folder, REFERENCE, '--against', 'recorded', '--only', 'CHECK-0*', '--json');
    expect(JSON.parse(out)).toMatchObject([{ counts: { passed: 2, failed: 0, 'not applicable': 1 } }]);
    expect(status).toBe(0);
  });
});
