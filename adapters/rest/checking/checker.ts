import type { CallContext } from '../../../src/adapter-kit/adapter.js';
import { AdapterError, MisconfiguredError } from '../../../src/adapter-kit/errors.js';
import { MappingExpression } from '../../../src/adapter-kit/jsonata.js';
import { requestView } from '../../../src/adapter-kit/request-view.js';
import { Asker } from '../reading/asker.js';
import { ListReader } from '../reading/lists.js';
import { Moments } from '../reading/moments.js';
import type { StatusNames } from '../reading/status-names.js';
import type { RestParts } from '../rest.parts.js';
import type { RestSettings } from '../rest.settings.js';
import type { RestProbe } from '../settings/check-settings.js';

type Question = (context: CallContext) => Promise<void>;

/** No report of the bridge has such an id. */
const NO_REPORT = 'open311-bridge-check-0000';
const FAR_FUTURE = { from: new Date('2100-01-01T10:20:30.456Z'), to: new Date('2100-01-02T10:20:30.456Z') };
const LONG_AGO = new Date('1990-01-01T00:00:00Z');

/** Asks all that tells, before the first report, whether the settings fit the CRM. Changes nothing there. */
export class Checker {
  private readonly questions: readonly Question[];

  constructor(
    settings: RestSettings,
    private readonly parts: RestParts,
    statusNames: StatusNames | undefined,
  ) {
    const { check, find, changes } = settings;
    const moments = new Moments(settings.dates);
    this.questions = [
      this.login(new Asker('check', check, parts)),
      ...check.probes.map((probe, index) => this.probe(probe, `check.probes.${index}`)),
      ...(check.find && find ? [this.noSuchCase(new ListReader('find', find, parts), moments)] : []),
      ...(check.changes && changes ? [this.nothingInFuture(new ListReader('changes', changes, parts), moments)] : []),
      ...(statusNames ? [async (context: CallContext) => void (await statusNames.load(context))] : []),
    ];
  }

  /** @throws AdapterError that says what is wrong and what to do. */
  async check(context: CallContext): Promise<void> {
    for (const question of this.questions) await question(context).catch(misconfigured);
  }

  private login(asker: Asker): Question {
    return async (context) => {
      const told = await asker.ask({}, context);
      if (told.is === 'nowhere') throw new MisconfiguredError('check.path leads elsewhere');
    };
  }

  private probe(probe: RestProbe, section: string): Question {
    const asker = new Asker(section, probe, this.parts);
    const expect = new MappingExpression(probe.expect);
    return async (context) => {
      const told = await asker.ask({}, context);
      const isSo = told.is !== 'nowhere' && (await expect.evaluate(told.answer)) === true;
      if (!isSo) throw new MisconfiguredError(`${probe.otherwise} (${section})`);
    };
  }

  private noSuchCase(list: ListReader, moments: Moments): Question {
    const values = { request: nobodysRequest(), idempotencyKey: NO_REPORT, since: moments.write(LONG_AGO) };
    return async (context) => {
      const page = await list.page(values, undefined, context);
      if (page?.items.length)
        throw new MisconfiguredError(
          `find.query is not heeded: asked for a case of report ${NO_REPORT}, which there is not, the CRM brings ${page.items.length}. Is the field there, and is its name right? (check.find)`,
        );
    };
  }

  private nothingInFuture(list: ListReader, moments: Moments): Question {
    const values = { from: moments.write(FAR_FUTURE.from), to: moments.write(FAR_FUTURE.to) };
    return async (context) => {
      const page = await list.page(values, undefined, context);
      if (page?.items.length)
        throw new MisconfiguredError(
          `changes.query is not heeded: asked what changed in the year 2100, the CRM brings ${page.items.length} cases. Is the date written as the CRM wants it? (check.changes)`,
        );
    };
  }
}

function nobodysRequest() {
  return requestView({
    id: NO_REPORT,
    jurisdictionId: '',
    serviceCode: '',
    serviceName: '',
    mediaUrls: [],
    attributes: [],
    reporter: {},
    requestedAt: LONG_AGO,
  });
}

function misconfigured(error: Error): never {
  if (error instanceof AdapterError) throw error;
  throw new MisconfiguredError(`the settings do not fit the CRM: ${error.message}`, { cause: error });
}
