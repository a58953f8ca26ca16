import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { RIGHT_CITY } from './configuration.js';

const run = promisify(execFile);
const OUTSIDE = resolve('test/outside');
const NPM = ['--offline', '--silent', '--ignore-scripts', '--no-audit', '--no-fund', '--no-update-notifier'];

/** An empty folder in which somebody installs the bridge, and adapters beside it; nothing is fetched from a registry. */
export class BesideBridge {
  readonly path = mkdtempSync(join(tmpdir(), 'bridge-beside-'));
  readonly program = join(this.path, 'node_modules/open311-bridge/bin/open311-bridge.js');

  /** Installs the built bridge and vendors' packages, each as `npm pack` makes it. What the bridge depends on is lent by this project. */
  async install(...packages: string[]): Promise<void> {
    const unpacked = join(this.path, 'unpacked');
    mkdirSync(unpacked);
    await run('tar', ['xzf', await this.pack(process.cwd()), '-C', unpacked, '--strip-components=1']);
    symlinkSync(resolve('node_modules'), join(unpacked, 'node_modules'));
    for (const name of packages) await this.installPackage(name, unpacked);
    // Last: npm would remove what it did not install.
    renameSync(unpacked, join(this.path, 'node_modules/open311-bridge'));
  }

  /** A folder adapter, as it stands: nothing is installed for it. */
  copyFolder(name: string, to: string): void {
    cpSync(join(OUTSIDE, name), join(this.path, to), { recursive: true });
  }

  write(name: string, text: string): this {
    const path = join(this.path, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return this;
  }

  /** `config/` with the adapters, and a city whose reports go to emulators of these types. */
  configure(adapters: readonly string[], connections: Readonly<Record<string, object>>): this {
    const city = RIGHT_CITY.slice(0, RIGHT_CITY.indexOf('connections:'));
    const routes = Object.keys(connections).map((to) => ({ to }));
    return this.write('config/settings.yaml', JSON.stringify({ adapters })).write(
      'config/jurisdictions/oakville.yaml',
      `${city}connections: ${JSON.stringify(connections)}\nroutes: ${JSON.stringify(routes)}\n`,
    );
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }

  private async installPackage(name: string, bridge: string): Promise<void> {
    const folder = await this.buildPackage(name, bridge);
    await this.npm(this.path, 'install', '--no-save', '--legacy-peer-deps', await this.pack(folder));
  }

  /** Against the types that the bridge's package has. */
  private async buildPackage(name: string, bridge: string): Promise<string> {
    const folder = join(this.path, 'vendor', name);
    cpSync(join(OUTSIDE, name), folder, { recursive: true });
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(bridge, join(folder, 'node_modules/open311-bridge'));
    symlinkSync(resolve('node_modules/@types'), join(folder, 'node_modules/@types'));
    await run(resolve('node_modules/.bin/tsc'), ['-p', folder]).catch(({ stdout }: { stdout: string }) => {
      throw new Error(stdout);
    });
    return folder;
  }

  private async pack(folder: string): Promise<string> {
    const name = (await this.npm(folder, 'pack', '--pack-destination', this.path)).trim();
    return join(this.path, name);
  }

  private async npm(cwd: string, ...args: string[]): Promise<string> {
    const { stdout } = await run('npm', [...args, ...NPM], { cwd });
    return stdout;
  }
}
