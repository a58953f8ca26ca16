import type { CallContext, ChangePage, ChangeWindow } from '../../../src/adapter-kit/adapter.js';
import { MisconfiguredError, TransientError } from '../../../src/adapter-kit/errors.js';
import { decodeText } from '../../../src/adapter-kit/charset.js';
import { parseXml, XML_LIMITS } from '../../../src/adapter-kit/xml/xml.js';
import type { XmlElement } from '../../../src/adapter-kit/xml/xml-element.js';
import { XmlError } from '../../../src/adapter-kit/xml/xml-error.js';
import { type Readable, ValueReader } from '../paths/value-reader.js';
import { csvRows } from '../reading/csv.js';
import type { SoapFiles } from '../settings/file-settings.js';
import type { SoapPolling } from '../settings/polling-settings.js';
import type { SoapSettings } from '../soap.settings.js';
import { paged, snapshotsOf } from './changes-reader.js';
import { type FileSource, FolderSource, type RawFile, UrlSource } from './file-source.js';
import { NOWHERE, stateFrom } from './poll-state.js';
import { changesIn } from './rows.js';
import type { SnapshotReader } from './snapshot.js';

/**
 * Reads what changed out of files, one a page. All rows of a file count, also those older than the window: a file comes when it comes, and the
 * bridge drops what it knows.
 */
export class FileChanges {
  private readonly files: SoapFiles;
  private readonly source: FileSource;
  private readonly list?: ValueReader;
  private readonly snapshots: SnapshotReader;

  /** @throws Error that names what in the settings is missing. */
  constructor(
    private readonly polling: SoapPolling,
    settings: SoapSettings,
  ) {
    const { files, list, window } = polling;
    if (!files || (files.urls === undefined) === (files.folder === undefined))
      throw new Error('polling.mode files needs polling.files with either urls or folder');
    if (files.format === 'xml' && !list) throw new Error('polling.list is missing: the changes in a file, one element each');
    this.files = files;
    this.source = files.urls ? new UrlSource(files, window.zone ?? settings.timeZone, settings) : new FolderSource(files);
    this.list = list && new ValueReader(list, settings.tables);
    this.snapshots = snapshotsOf(polling, settings);
  }

  /** @throws AdapterError */
  async fetch(window: ChangeWindow, token: string | undefined, context: CallContext): Promise<ChangePage> {
    const names = token === undefined ? await this.source.list(window) : stateFrom(token).queue!;
    const [name, ...others] = names;
    if (name === undefined) return { changes: [] };
    const file = await this.source.read(name, context);
    const rows = file ? this.rowsOf(file, name) : [];
    const changes = changesIn(rows, this.snapshots, this.polling.newestFirst, context.logger);
    return paged(changes, others.length > 0 ? { ...NOWHERE, queue: others } : undefined);
  }

  private rowsOf(file: RawFile, name: string): Readable[] {
    try {
      const body = this.contentOf(file);
      const found = this.list ? this.list.elements({ body }) : body.children;
      return found.map((element) => ({ body: element }));
    } catch (error) {
      if (!(error instanceof XmlError)) throw error;
      throw new MisconfiguredError(`the file ${fileName(name)} can't be read: ${error.message}`, { cause: error });
    }
  }

  private contentOf({ bytes, contentType }: RawFile): XmlElement {
    const { charset, format, csv, maxBytes } = this.files;
    const isSaid = contentType !== undefined && /charset\s*=/i.test(contentType);
    const text = decodeText(bytes, isSaid || charset === undefined ? contentType : `text/plain; charset=${charset}`);
    expectFile(text, this.files);
    const children = format === 'csv' ? csvRows(text, csv) : [parseXml(text, { ...XML_LIMITS, maxCharacters: maxBytes })];
    return { name: '', attributes: {}, text: '', children, isNil: false };
  }
}

/** What stands in front of a server may answer in its place, and a file may be read before it was written. */
function expectFile(text: string, { format, csv }: SoapFiles): void {
  if (/^\uFEFF?\s*<(!doctype\s+html|html)\b/i.test(text))
    throw new TransientError('a file with changes: a web page came instead');
  if (text.trim() === '' && !(format === 'csv' && csv.columns))
    throw new TransientError('a file with changes: there is nothing in it, not even the names of its columns');
}

/** Without what an address may hold of secrets. */
function fileName(name: string): string {
  return name.split('?')[0]!.split('/').at(-1) ?? '';
}
