import type { AlertsSettings } from './alerts-settings.js';
import type { JurisdictionSettings } from './jurisdiction-settings.js';

/** What one process does; several processes share the work by role. */
export const ROLES = ['intake', 'delivery', 'sync'] as const;
export type Role = (typeof ROLES)[number];

/** Everything the bridge was told, checked whole and frozen. `config/defaults.yaml` is the manual of every key. */
export interface Settings {
  readonly roles: readonly Role[];
  readonly server: ServerSettings;
  readonly store: StoreSettings;
  readonly queue: QueueSettings;
  readonly delivery: DeliverySettings;
  readonly limits: LimitsSettings;
  readonly media: MediaSettings;
  readonly alerts: AlertsSettings;
  readonly log: LogSettings;
  readonly telemetry: TelemetrySettings;
  readonly jurisdictions: readonly JurisdictionSettings[];
}

export interface ServerSettings {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Address under which clients reach us, without a trailing slash; absent: taken from the request. */
  readonly publicUrl?: string;
  /** Addresses of proxies whose forwarded scheme and host are believed. */
  readonly trustedProxies: readonly string[];
  /** A POST over plain http is refused (HTTP-4). */
  readonly requireHttps: boolean;
  /** Body without files. */
  readonly bodyLimitBytes: number;
  /** Request line and headers together. */
  readonly headerLimitBytes: number;
  /** From the first byte of a request to its last; a quarter of it for the headers. */
  readonly requestTimeoutMs: number;
  /** How long a connection may be idle between requests. */
  readonly keepAliveTimeoutMs: number;
  /** `production` or `test`, as discovery calls it. */
  readonly endpointType: 'production' | 'test';
  /** Base address of a test endpoint that discovery lists besides this one (DISC-9). */
  readonly testUrl?: string;
  /** `/docs` and `/openapi.json` are served. */
  readonly docs: boolean;
}

/** So many requests in so many seconds. */
export interface LimitSettings {
  /** 0: not limited. */
  readonly requests: number;
  readonly windowSeconds: number;
}

export interface LimitsSettings {
  /** What carries a valid key, by key. */
  readonly perKey: LimitSettings;
  /** Everything else, by address. */
  readonly perAddress: LimitSettings;
  /** Wrong keys, by address. */
  readonly failedKeysPerAddress: LimitSettings;
  /** Messages of CRMs without a right proof, by address. */
  readonly failedCallbacksPerAddress: LimitSettings;
}

export interface StoreSettings {
  /** PostgreSQL; absent: the embedded database below `dataFolder`. */
  readonly databaseUrl?: string;
  readonly dataFolder: string;
  readonly poolSize: number;
}

/** At most one kind of Redis; none: BullMQ's PostgreSQL backend on the store's database. */
export interface QueueSettings {
  /** One Redis. */
  readonly redisUrl?: string;
  /** The master among several, as Sentinel tells. */
  readonly sentinel?: SentinelSettings;
  readonly cluster?: ClusterSettings;
  /** Keeps two bridges on one Redis apart. */
  readonly prefix: string;
}

export interface SentinelSettings {
  /** Name of the group. */
  readonly master: string;
  /** `host:port` of the sentinels. */
  readonly addresses: readonly string[];
  readonly username?: string;
  readonly password?: string;
  readonly database: number;
  readonly tls: boolean;
  readonly sentinelUsername?: string;
  readonly sentinelPassword?: string;
  readonly sentinelTls: boolean;
}

export interface ClusterSettings {
  /** `host:port` of some nodes; they tell of the others. */
  readonly addresses: readonly string[];
  readonly username?: string;
  readonly password?: string;
  readonly tls: boolean;
}

/** How this process delivers; how a connection is treated stands with the connection. */
export interface DeliverySettings {
  /** How often deliveries that are due and nobody was told of are looked for. */
  readonly sweepEveryMs: number;
  /** When the process is told to stop, calls in hand get this long to finish; then they are cut off and handed back. */
  readonly shutdownMs: number;
}

/** Pictures in and out. Sizes in bytes; a file beyond a cap is refused, a picture beyond `maxPixels` fails. */
export interface MediaSettings {
  readonly maxFileBytes: number;
  readonly maxFiles: number;
  readonly maxTotalBytes: number;
  readonly maxPixels: number;
  /** Pixels of the longer edge of what is made. */
  readonly longestEdge: number;
  readonly concurrency: number;
  readonly sweepEveryMs: number;
  /** One download in all. */
  readonly fetchTimeoutMs: number;
  readonly maxAttempts: number;
  readonly backoffMinMs: number;
  readonly backoffMaxMs: number;
  readonly fetchPorts: readonly number[];
  /** Addresses or CIDR networks. */
  readonly allowPrivateAddresses: readonly string[];
  /** Absent: on disk below the data folder. */
  readonly s3?: S3Settings;
}

export interface S3Settings {
  readonly bucket: string;
  readonly region: string;
  /** Absent: AWS. */
  readonly endpoint?: string;
  /** The bucket stands in the path and not in the host name. */
  readonly forcePathStyle: boolean;
  /** Both or neither; neither: what the machine offers. */
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
  readonly prefix: string;
}

export interface LogSettings {
  readonly level: 'debug' | 'info' | 'warn' | 'error' | 'silent';
}

/** What the process tells of itself, beside its log. */
export interface TelemetrySettings {
  readonly metrics: MetricsSettings;
  readonly traces: TracesSettings;
}

export interface MetricsSettings {
  /** `GET /metrics` is served. */
  readonly enabled: boolean;
  /** Absent: whoever reaches the port may read. */
  readonly token?: string;
}

export interface TracesSettings {
  /** Whole address that takes OTLP over HTTP; absent: nothing is traced. */
  readonly url?: string;
  /** Sent to the collector. */
  readonly headers: Readonly<Record<string, string>>;
  readonly serviceName: string;
  /** Of the reports that are traced, from 0 to 1. */
  readonly share: number;
  /** CRMs get `traceparent`. */
  readonly propagate: boolean;
}
