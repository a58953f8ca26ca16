import type { Area } from '../domain/area.js';
import type { AttributeDefinition, Service } from '../domain/service.js';
import type { ServiceLevel } from '../domain/working-time.js';
import type { StatusRule, TextMatch } from '../domain/status-rules.js';
import { groupsOf } from './checks/route-checks.js';
import { readArea } from './geojson-area.js';
import type { Environment } from './environment.js';
import { tracesUrlBelow } from './otel-environment.js';
import type {
  CallbackAuthSettings,
  CallbackSettings,
  CanarySettings,
  ConnectionDeliverySettings,
  ConnectionSettings,
  ConnectionSyncSettings,
  JurisdictionSettings,
  PushSettings,
  RouteSettings,
} from './jurisdiction-settings.js';
import type { QueueSettings, Settings, TracesSettings } from './settings.js';
import type { CallbackShape } from './shapes/callback-shape.js';
import type { CanaryShape } from './shapes/canary-shape.js';
import type { ConnectionShape, RouteShape, StatusRuleShape, TextMatchShape } from './shapes/connection-shape.js';
import type { JurisdictionShape } from './shapes/jurisdiction-file.js';
import type { AttributeShape, ServiceShape } from './shapes/service-shape.js';
import type { PushShape } from './shapes/push-shape.js';
import type { ServiceLevelShape } from './shapes/working-time-shape.js';
import type { SettingsShape } from './shapes/settings-file.js';

/** Files and environment, both right, as the rest of the bridge wants them. */
export function toSettings(files: SettingsShape, environment: Environment, jurisdictions: JurisdictionSettings[]): Settings {
  const { databaseUrl = files.store.databaseUrl, dataFolder } = environment;
  return {
    roles: environment.roles ?? [...new Set(files.roles)],
    server: toServer(files.server, environment),
    store: { databaseUrl, dataFolder, poolSize: files.store.poolSize },
    queue: toQueue(files.queue, environment),
    delivery: { ...files.delivery },
    limits: files.limits,
    media: { ...files.media, s3: files.media.s3 && { ...files.media.s3 } },
    alerts: files.alerts,
    log: { level: environment.logLevel ?? files.log.level },
    telemetry: { metrics: { ...files.telemetry.metrics }, traces: toTraces(files.telemetry.traces, environment) },
    jurisdictions,
  };
}

function toTraces({ endpoint, ...rest }: SettingsShape['telemetry']['traces'], { otel }: Environment): TracesSettings {
  const { tracesUrl = endpoint && tracesUrlBelow(endpoint), headers = rest.headers, serviceName = 'open311-bridge' } = otel;
  return { ...rest, url: tracesUrl ?? undefined, headers, serviceName };
}

/** Without proxies to believe nobody can tell http from https, so https is asked for by itself only where there are some. */
function toServer(server: SettingsShape['server'], { port = server.port }: Environment): Settings['server'] {
  const outside = server.publicUrl?.startsWith('https:') ?? false;
  return { ...server, port, requireHttps: server.requireHttps ?? (outside && server.trustedProxies.length > 0) };
}

function toQueue({ redisUrl, sentinel, cluster, prefix }: SettingsShape['queue'], environment: Environment): QueueSettings {
  return {
    redisUrl: environment.redisUrl ?? redisUrl,
    sentinel: sentinel && { ...sentinel },
    cluster: cluster && { ...cluster },
    prefix,
  };
}

export function toJurisdiction(file: JurisdictionShape, connections: ConnectionSettings[]): JurisdictionSettings {
  const { id, name, timeZone, shortDates, publicId, contact, keyService, idempotencyAttributes, services, routes } = file;
  return {
    id,
    name,
    timeZone,
    shortDates,
    publicIdPattern: publicId,
    country: file.country,
    area: toArea(file.area),
    workingTime: { ...file.workingTime },
    contact,
    keyService,
    idempotencyAttributes,
    services: services.map(toService),
    connections,
    routes: routes.map(toRoute),
    push: Object.entries(file.push).map(([name, each]) => toPush(`${id}/${name}`, each)),
  };
}

export function toConnection(
  id: { jurisdictionId: string; name: string; timeZone: string },
  file: ConnectionShape,
  settings: object,
  secrets: string[],
): ConnectionSettings {
  return {
    id: `${id.jurisdictionId}/${id.name}`,
    name: id.name,
    type: file.type,
    emulator: file.emulator !== false,
    ...(typeof file.emulator === 'string' && { flavour: file.emulator }),
    settings,
    secrets,
    statusRules: file.statusRules.map((rule) => toStatusRule(rule, id.jurisdictionId)),
    timeZone: id.timeZone,
    delivery: toDelivery(file.delivery, id.jurisdictionId),
    sync: toSync(file.sync),
    callback: file.callback && toCallback(file.callback),
    canary: file.canary && toCanary(file.canary),
  };
}

function toCanary({ lat, long, attributes, closeAs, ...rest }: CanaryShape): CanarySettings {
  return {
    ...rest,
    point: lat === undefined || long === undefined ? undefined : { lat, long },
    attributes: Object.entries(attributes).map(([code, value]) => ({ code, values: [value] })),
    closeAs: closeAs === 'none' ? undefined : closeAs,
  };
}

function toSync({ stale, ...rest }: ConnectionShape['sync']): ConnectionSyncSettings {
  return { ...rest, stale: { ...stale, except: stale.except.map((each) => ({ ...each })) } };
}

/** Each kind has the keys that it needs: that was checked. */
function toPush(id: string, file: PushShape): PushSettings {
  return { id, ...file } as unknown as PushSettings;
}

/** Each kind of proof has the keys that it needs: that was checked. */
function toCallback({ auth, answer, ...rest }: CallbackShape): CallbackSettings {
  const given = Object.fromEntries(Object.entries(auth).filter(([, value]) => value !== undefined));
  return { ...rest, auth: given as unknown as CallbackAuthSettings, answer: { ...answer } };
}

function toDelivery(file: ConnectionShape['delivery'], jurisdictionId: string): ConnectionDeliverySettings {
  const { adoptNearest, quietHours, maintenance, fallback, ...rest } = file;
  return {
    ...rest,
    adoptNearest: { ...adoptNearest },
    quietHours: quietHours.map((each) => ({ ...each })),
    maintenance: maintenance.map(({ from, to }) => ({ from: new Date(from), to: new Date(to) })),
    fallback: fallback && { ...fallback, to: `${jurisdictionId}/${fallback.to}` },
  };
}

function toService(file: ServiceShape): Service {
  const { code, name, description, type, keywords, notice, agency } = file;
  const attributes = file.attributes.map(toAttribute).sort((a, b) => a.order - b.order);
  // Clients compare names; blanks round them are nobody's intention.
  return {
    code,
    name: name.trim(),
    description,
    type,
    keywords,
    groups: groupsOf(file),
    notice,
    agency,
    sla: file.sla && toLevel(file.sla),
    private: file.private,
    area: toArea(file.area),
    maskContacts: file.maskContacts,
    attributes,
  };
}

function toLevel({ workingDays, workingHours, hours }: ServiceLevelShape): ServiceLevel {
  if (workingDays !== undefined) return { workingDays };
  return workingHours !== undefined ? { workingHours } : { hours: hours! };
}

/** What can't be read was told before. */
function toArea(value: unknown): Area | undefined {
  const read = value === undefined || value === null ? undefined : readArea(value);
  return read && 'area' in read ? read.area : undefined;
}

function toAttribute(file: AttributeShape, index: number): AttributeDefinition {
  const { values, order = index + 1, ...rest } = file;
  return { ...rest, order, values: values.map(({ key, name }) => ({ key, name })) };
}

function toStatusRule({ when, status, detail, notes, transferTo }: StatusRuleShape, jurisdictionId: string): StatusRule {
  return {
    when: { status: when.status && toTextMatch(when.status), reason: when.reason && toTextMatch(when.reason) },
    status,
    detail,
    notes,
    ...(transferTo !== undefined && { transferTo: `${jurisdictionId}/${transferTo}` }),
  };
}

function toTextMatch({ exact, prefix, pattern }: TextMatchShape): TextMatch {
  if (exact !== undefined) return { exact };
  return prefix !== undefined ? { prefix } : { pattern: pattern! };
}

function toRoute({ to, services, groups, area, role }: RouteShape): RouteSettings {
  return { to, services, groups, area: toArea(area), role };
}
