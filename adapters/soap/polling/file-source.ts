import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import type { CallContext, ChangeWindow } from '../../../src/adapter-kit/adapter.js';
import { MisconfiguredError, TransientError } from '../../../src/adapter-kit/errors.js';
import { HttpFailure, silenceOf } from '../../../src/adapter-kit/http-failure.js';
import { TextTemplate } from '../../../src/adapter-kit/liquid.js';
import { Pattern } from '../../../src/domain/pattern.js';
import type { SoapFiles } from '../settings/file-settings.js';
import type { Values } from '../settings/variables.js';
import { VARIABLES } from '../settings/variables.js';
import type { SoapSettings } from '../soap.settings.js';

/** A file as it came. */
export interface RawFile {
  readonly bytes: Buffer;
  /** Of an answer over HTTP. */
  readonly contentType?: string;
}

/** Where files with changes come from. */
export interface FileSource {
  /** What there is to be read for a window, in order. @throws AdapterError */
  list(window: ChangeWindow): Promise<string[]>;
  /** Undefined when there is none, and there need not be one. @throws AdapterError */
  read(name: string, context: CallContext): Promise<RawFile | undefined>;
}

/** Files behind addresses. */
export class UrlSource implements FileSource {
  private readonly urls: readonly TextTemplate[];
  private readonly auth: Readonly<Record<'username' | 'password' | 'token', TextTemplate>>;

  constructor(
    private readonly files: SoapFiles,
    private readonly zone: string,
    private readonly settings: Pick<SoapSettings, 'credentials' | 'tables'>,
  ) {
    const text = (source: string) => new TextTemplate(source, { variables: VARIABLES });
    const { username, password, token } = files.auth;
    this.urls = files.urls!.map(text);
    this.auth = { username: text(username), password: text(password), token: text(token) };
  }

  list(window: ChangeWindow): Promise<string[]> {
    const spans = this.files.eachDay ? daysIn(window, this.zone) : [window];
    const urls = spans.flatMap((span) =>
      this.urls.map((url) => url.render({ ...this.values, from: span.from.toISOString(), to: span.to.toISOString() })),
    );
    return Promise.resolve([...new Set(urls)]);
  }

  async read(url: string, context: CallContext): Promise<RawFile | undefined> {
    const { kind } = this.files.auth;
    const { username, password, token } = this.auth;
    for (const secret of Object.values(this.settings.credentials)) context.http.hide(secret);
    const answer = await context.http
      .using(this.files.http)
      .request({
        method: 'GET',
        url,
        headers: kind === 'bearer' ? { authorization: `Bearer ${token.render(this.values)}` } : {},
        basic: kind === 'basic' ? { username: username.render(this.values), password: password.render(this.values) } : undefined,
        signal: context.signal,
      })
      .catch((error: unknown) => {
        throw error instanceof HttpFailure ? silenceOf(error, 'read') : error;
      });
    const { status, headers, text, bytes = Buffer.from(text) } = answer;
    if (status === 200) return { bytes, contentType: headers['content-type'] };
    if ((status === 404 || status === 410) && this.files.mayBeMissing) return undefined;
    const said = `a file with changes: HTTP ${status}`;
    throw status >= 500 || status === 429 ? new TransientError(said) : new MisconfiguredError(`${said}; look at polling.files`);
  }

  private get values(): Values {
    const { credentials, tables } = this.settings;
    return { credentials, tables };
  }
}

/** Files that are put into a folder. They are left there. */
export class FolderSource implements FileSource {
  private readonly names: Pattern;

  constructor(private readonly files: SoapFiles) {
    this.names = new Pattern(files.names);
  }

  async list({ from }: ChangeWindow): Promise<string[]> {
    const found: { name: string; at: number }[] = [];
    for (const name of (await this.attempt(() => readdir(this.files.folder!))).filter((each) => this.names.isIn(each))) {
      const { mtimeMs, isFile } = await this.attempt(async () => {
        const about = await stat(this.path(name));
        return { mtimeMs: about.mtimeMs, isFile: about.isFile() };
      });
      if (isFile && mtimeMs >= from.getTime()) found.push({ name, at: mtimeMs });
    }
    return found.toSorted((a, b) => a.at - b.at || a.name.localeCompare(b.name)).map(({ name }) => name);
  }

  async read(name: string): Promise<RawFile | undefined> {
    const { size } = await this.attempt(() => stat(this.path(name)));
    if (size > this.files.maxBytes) throw new MisconfiguredError(`${name} is larger than polling.files.maxBytes`);
    return { bytes: await this.attempt(() => readFile(this.path(name))) };
  }

  private path(name: string): string {
    return join(this.files.folder!, name);
  }

  private async attempt<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw new MisconfiguredError(`polling.files.folder can't be read: ${(error as NodeJS.ErrnoException).code ?? 'unknown'}`, {
        cause: error,
      });
    }
  }
}

/** The days that a window touches, each from 00:00 to 24:00. */
function daysIn({ from, to }: ChangeWindow, zone: string): ChangeWindow[] {
  const days: ChangeWindow[] = [];
  for (let day = DateTime.fromJSDate(from, { zone }).startOf('day'); day.toMillis() <= to.getTime(); day = day.plus({ days: 1 }))
    days.push({ from: day.toJSDate(), to: day.plus({ days: 1 }).toJSDate() });
  return days;
}
