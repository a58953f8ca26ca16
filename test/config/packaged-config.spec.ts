import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import type { SettingsClass } from '../../src/adapter-kit/settings-shape.js';
import { adapterCatalogue } from '../../src/connections/adapter-catalogue.js';
import { ruleFor } from '../../src/domain/status-rules.js';
import { nestedTypeOf, rulesOf } from '../../src/settings/class-rules.js';
import { configSchemas } from '../../src/settings/config-schemas.js';
import { loadSettings } from '../../src/settings/load-settings.js';
import { readManual, type Manual } from '../../src/settings/schema-descriptions.js';
import { SettingsShape } from '../../src/settings/shapes/settings-file.js';
import { packageRoot } from '../support/configuration.js';

const config = (...names: string[]) => join(packageRoot, 'config', ...names);
const read = (...names: string[]) => readFileSync(config(...names), 'utf8');
const load = () => loadSettings({ env: {}, packageRoot, adapters: adapterCatalogue });

function keysOfClass(type: SettingsClass, above = ''): string[] {
  return [...rulesOf(type).keys()].flatMap((key) => {
    const nested = nestedTypeOf(type, key);
    return nested ? keysOfClass(nested, `${above}${key}.`) : [`${above}${key}`];
  });
}

function keysOfManual(manual: Manual, above = ''): { key: string; comment?: string }[] {
  return [...manual].flatMap(([key, { comment, below }]) =>
    below.size > 0 ? keysOfManual(below, `${above}${key}.`) : [{ key: above + key, comment }],
  );
}

/** Mappings and lists of mappings that are not set. */
const UNSET = [
  'media.s3',
  'queue.sentinel',
  'queue.cluster',
  'alerts.email',
  'alerts.webhooks',
  'connection.sync.stale.except',
  ...['quietHours', 'maintenance', 'fallback'].map((key) => `connection.delivery.${key}`),
];
/** The key before each speaks of both. */
const WITH_THE_ONE_BEFORE = ['backoffMaxMs', 'breakerPauseMaxMs'];

describe('defaults.yaml, the manual', () => {
  const entries = keysOfManual(readManual(read('defaults.yaml')));

  it('names every setting there is and no other; those of a mapping that is not set, in its comment', () => {
    const unset = new Map(UNSET.map((mapping) => [mapping, entries.find(({ key }) => key === mapping)?.comment ?? '']));
    const written = keysOfClass(SettingsShape).filter((key) => !unset.has(key.slice(0, key.lastIndexOf('.'))));
    expect(entries.map(({ key }) => key).sort()).toEqual([...written, ...unset.keys()].sort());
    for (const [mapping, comment] of unset)
      for (const key of keysOfClass(SettingsShape).filter((each) => each.startsWith(`${mapping}.`)))
        expect(comment).toContain(key.slice(mapping.length + 1));
  });

  it('says something of every setting', () => {
    const bare = entries.filter(({ key, comment }) => !comment && !WITH_THE_ONE_BEFORE.some((last) => key.endsWith(`.${last}`)));
    expect(bare.map(({ key }) => key)).toEqual([]);
  });
});

describe('the schemas for editors', () => {
  it('are those of the classes: `open311-bridge config-schema` writes them anew', async () => {
    const schemas = await configSchemas(adapterCatalogue, packageRoot);
    expect(readdirSync(config('schema')).sort()).toEqual(Object.keys(schemas).sort());
    for (const [name, text] of Object.entries(schemas)) expect(read('schema', name)).toBe(text);
  });

  it.each([
    ['defaults.yaml', 'settings.schema.json'],
    ['jurisdictions/riverton.yaml', 'jurisdiction.schema.json'],
  ])('find nothing wrong with %s', (name, schema) => {
    const check = new Ajv({ strict: false, allErrors: true }).compile(JSON.parse(read('schema', schema)) as object);
    check(parse(read(name)));
    expect(check.errors ?? []).toEqual([]);
  });

  it.each([
    ['defaults.yaml', 'schema/settings.schema.json'],
    ['jurisdictions/riverton.yaml', '../schema/jurisdiction.schema.json'],
  ])('%s names its own', (name, schema) => {
    expect(read(name).split('\n')[0]).toBe(`# yaml-language-server: $schema=${schema}`);
  });
});

describe('the sample city', () => {
  it('is right', async () => {
    await expect(load()).resolves.toMatchObject({ jurisdictions: [{ id: 'riverton' }] });
  });

  it('goes to another CRM by a change of one line', () => {
    expect(read('jurisdictions', 'riverton.yaml').match(/^ {2}- to: lagan$/gm)).toHaveLength(1);
  });

  it('has services without any question, for a report in one line', async () => {
    const [city] = (await load()).jurisdictions;
    expect(city!.services.some(({ attributes }) => attributes.length === 0)).toBe(true);
  });

  // As they stand in Boston's records of 2015.
  it.each([
    ['Case Closed Case Resolved', 'fixed'],
    ['Case Resolved. Filled.', 'fixed'],
    ['Case Closed. Closed date : 2015-05-11 18:53:24.1 Case Resolved Repaired water main 1/1/15', 'fixed'],
    ['Case Closed Duplicate of Existing Case duplicate of existing w/o', 'duplicate'],
    ['Case Closed. Closed date : 2015-01-05 10:21:45.817 Duplicate of Existing Case case resolved elsewhere', 'duplicate'],
    ['Case Closed Case Noted', 'no_further_action'],
    ['Case Closed. Closed date : 2015-02-10 09:00:00.11 Case Invalid ', 'not_councils_responsibility'],
    [
      'Case Closed. Closed date : 2015-01-05 10:21:45.817 Case Referred to External Agency Mass Dot',
      'not_councils_responsibility',
    ],
    ['Case Closed. Closed date : 2015-01-05 10:21:45.817 ADCLSD: Administratively Closed', 'closed'],
    ['Case Closed :', 'closed'],
    ['', 'closed'],
  ])('reads a case that Lagan closed as %j as %s', async (reason, detail) => {
    const [city] = (await load()).jurisdictions;
    const { statusRules } = city!.connections.find(({ name }) => name === 'lagan')!;
    expect(ruleFor(statusRules, { status: 'closed', reason })).toMatchObject({ status: 'closed', detail });
    expect(ruleFor(statusRules, { status: 'open', reason })).toMatchObject({ status: 'open', detail: 'open' });
  });
});
