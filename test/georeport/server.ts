import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Global, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DeliveryQueue } from '../../src/delivery/delivery.queue.js';
import type { AttributeDefinition, Service } from '../../src/domain/service.js';
import { configureHttp, fastifyOptions } from '../../src/intake/http-setup.js';
import { IntakeModule } from '../../src/intake/intake.module.js';
import { Log } from '../../src/settings/log.js';
import type { JurisdictionSettings } from '../../src/settings/jurisdiction-settings.js';
import type { MediaSettings, Settings } from '../../src/settings/settings.js';
import { SETTINGS } from '../../src/settings/settings.token.js';
import { ApiClientStore } from '../../src/store/api-client.store.js';
import { StoreModule } from '../../src/store/store.module.js';
import { Telemetry } from '../../src/telemetry/telemetry.js';
import { ALERTS } from '../support/alert-settings.js';
import { onPostgres, type TestStore } from '../support/stores.js';

export const anAttribute = (
  overrides: Partial<AttributeDefinition> & Pick<AttributeDefinition, 'code' | 'order'>,
): AttributeDefinition => ({
  variable: true,
  datatype: 'string',
  required: false,
  datatypeDescription: '',
  description: 'A question',
  values: [],
  ...overrides,
});

export const aService = (overrides: Partial<Service> & Pick<Service, 'code'>): Service => ({
  name: overrides.code,
  description: '',
  type: 'realtime',
  keywords: [],
  groups: [],
  private: false,
  attributes: [],
  ...overrides,
});

const SIZES = [
  { key: 'S', name: 'Plate' },
  { key: 'L', name: 'Bathtub & <more>' },
];

export const SERVICES: Service[] = [
  aService({
    code: 'POTHOLE',
    name: 'Pothole',
    keywords: ['road', 'hole'],
    groups: ['Streets', 'Safety'],
    notice: 'An inspector visits.',
    attributes: [
      anAttribute({
        code: 'SIZE',
        order: 1,
        datatype: 'singlevaluelist',
        required: true,
        description: 'How large?',
        values: SIZES,
      }),
      anAttribute({ code: 'DEPTH', order: 2, datatype: 'number' }),
      anAttribute({ code: 'SEEN', order: 3, datatype: 'datetime' }),
      anAttribute({
        code: 'NEAR',
        order: 4,
        datatype: 'multivaluelist',
        values: Array.from({ length: 30 }, (_, n) => ({ key: `k${n}`, name: `Key ${n}` })),
      }),
      anAttribute({ code: 'HINT', order: 5, variable: false, required: true, description: 'Only a text' }),
      anAttribute({ code: 'COLOUR', order: 6 }),
      anAttribute({ code: 'STORY', order: 7, datatype: 'text' }),
      anAttribute({ code: 'fixmystreet_id', order: 8, automated: 'server_set' }),
    ],
  }),
  aService({ code: 'RODENTS', name: 'Rodents' }),
  aService({ code: 'LATER', name: 'Later', type: 'batch' }),
  aService({ code: 'SECRET', name: 'Secret', private: true }),
];

export const aCity = (id: string): JurisdictionSettings => ({
  id,
  name: id,
  timeZone: 'America/New_York',
  publicIdPattern: 'YY-NNNNNNNN',
  workingTime: { days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '08:00', to: '17:00', holidays: [] },
  contact: 'it@example.org',
  keyService: 'Write to it@example.org',
  idempotencyAttributes: ['fixmystreet_id'],
  services: SERVICES,
  connections: [],
  routes: [{ to: 'crm', role: 'required' }],
  push: [],
});

export const MEDIA: MediaSettings = {
  maxFileBytes: 4_194_304,
  maxFiles: 3,
  maxTotalBytes: 6_291_456,
  maxPixels: 20_000_000,
  longestEdge: 640,
  concurrency: 1,
  sweepEveryMs: 200,
  fetchTimeoutMs: 5_000,
  maxAttempts: 3,
  backoffMinMs: 10,
  backoffMaxMs: 50,
  fetchPorts: [80, 443],
  allowPrivateAddresses: [],
};

const NO_LIMIT = { requests: 0, windowSeconds: 60 };

const settingsFor = (
  cities: readonly (string | JurisdictionSettings)[],
  { server, media, telemetry: _telemetry, ...others }: Surroundings,
): Settings => ({
  roles: ['intake'],
  server: {
    host: '127.0.0.1',
    port: 0,
    trustedProxies: [],
    requireHttps: false,
    bodyLimitBytes: 1_048_576,
    headerLimitBytes: 65_536,
    requestTimeoutMs: 60_000,
    keepAliveTimeoutMs: 72_000,
    endpointType: 'production',
    docs: true,
    ...server,
  },
  limits: { perKey: NO_LIMIT, perAddress: NO_LIMIT, failedKeysPerAddress: NO_LIMIT, failedCallbacksPerAddress: NO_LIMIT },
  store: { dataFolder: mkdtempSync(join(tmpdir(), 'bridge-georeport-')), poolSize: 8 },
  queue: { prefix: 'test' },
  delivery: { sweepEveryMs: 1000, shutdownMs: 1000 },
  media: { ...MEDIA, ...media },
  alerts: ALERTS,
  log: { level: 'silent' },
  telemetry: {
    metrics: { enabled: true },
    traces: { headers: {}, serviceName: 'open311-bridge', share: 1, propagate: false },
  },
  jurisdictions: cities.map((city) => (typeof city === 'string' ? aCity(city) : city)),
  ...others,
});

/** What a test wants otherwise. */
export interface Surroundings extends Partial<Pick<Settings, 'limits' | 'queue'>> {
  readonly server?: Partial<Settings['server']>;
  readonly media?: Partial<MediaSettings>;
  readonly telemetry?: Telemetry;
}

export interface GeoReportServer {
  readonly base: string;
  readonly key: string;
  readonly store: TestStore;
  readonly dataFolder: string;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  /** A form; an array value is sent repeatedly. */
  post(
    fields: Record<string, string | string[]>,
    options?: { path?: string; headers?: Record<string, string> },
  ): Promise<Response>;
  close(): Promise<void>;
}

/** The intake over HTTP with a real store; the queue is deaf, which intake must not notice. */
export async function startGeoReport(
  cities: readonly (string | JurisdictionSettings)[] = ['riverton.example'],
  given?: TestStore,
  surroundings: Surroundings = {},
): Promise<GeoReportServer> {
  const settings = settingsFor(cities, surroundings);
  const store = given ?? (await onPostgres());
  const { telemetry = new Telemetry() } = surroundings;
  const { key } = await new ApiClientStore(store.database).create('tests');

  @Global()
  @Module({
    providers: [
      { provide: SETTINGS, useValue: settings },
      { provide: Log, useValue: Log.at('silent') },
      { provide: Telemetry, useValue: telemetry },
      { provide: DeliveryQueue, useValue: { announce: () => undefined } },
    ],
    exports: [SETTINGS, Log, Telemetry, DeliveryQueue],
  })
  class Around {}

  @Module({ imports: [Around, StoreModule.over(store.database), IntakeModule] })
  class TestApp {}

  const app = await NestFactory.create<NestFastifyApplication>(TestApp, new FastifyAdapter(fastifyOptions(settings)), {
    logger: false,
    bodyParser: false,
  });
  configureHttp(app);
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as { port: number };
  const base = `http://127.0.0.1:${port}/open311/v2`;
  return {
    base,
    key,
    store,
    dataFolder: settings.store.dataFolder,
    get: (path, headers = {}) => fetch(`${base}/${path}`, { headers }),
    post(fields, { path = 'requests.json', headers = {} } = {}) {
      const form = new URLSearchParams({ api_key: key });
      for (const [name, value] of Object.entries(fields)) {
        form.delete(name);
        for (const each of [value].flat()) form.append(name, each);
      }
      return fetch(`${base}/${path}`, { method: 'POST', body: form, headers });
    },
    async close() {
      await app.close();
      await store.close();
      rmSync(settings.store.dataFolder, { recursive: true, force: true });
    },
  };
}
