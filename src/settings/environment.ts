import { join, resolve } from 'node:path';
import { dataFolderOf } from './data-folder.js';
import type { Mistake } from './mistake.js';
import { nearest } from './nearest.js';
import { type OtelEnvironment, readOtelEnvironment } from './otel-environment.js';
import { type LogSettings, type Role, ROLES } from './settings.js';
import { REDIS_URL } from './shapes/queue-shape.js';
import { DATABASE_URL, LOG_LEVELS } from './shapes/settings-file.js';

/** What the environment says; each value, where there is one, wins over the files. */
export interface Environment {
  readonly configFolder: string;
  readonly dataFolder: string;
  readonly port?: number;
  readonly databaseUrl?: string;
  readonly redisUrl?: string;
  readonly roles?: readonly Role[];
  readonly logLevel?: LogSettings['level'];
  readonly otel: OtelEnvironment;
  readonly mistakes: readonly Mistake[];
}

/**
 * Reads PORT, DATABASE_URL, REDIS_URL, ROLES, LOG_LEVEL, BRIDGE_CONFIG, BRIDGE_DATA, and OpenTelemetry's. An empty variable counts as unset.
 */
export function readEnvironment(env: NodeJS.ProcessEnv, packageRoot: string): Environment {
  const reader = new Reader(env);
  const otel = readOtelEnvironment(env);
  return {
    configFolder: resolve(env.BRIDGE_CONFIG || join(packageRoot, 'config')),
    dataFolder: dataFolderOf(env),
    port: reader.port('PORT'),
    databaseUrl: reader.url('DATABASE_URL', DATABASE_URL),
    redisUrl: reader.url('REDIS_URL', REDIS_URL),
    roles: reader.words('ROLES', ROLES),
    logLevel: reader.words('LOG_LEVEL', LOG_LEVELS)?.[0],
    otel,
    mistakes: [...reader.mistakes, ...otel.mistakes],
  };
}

class Reader {
  readonly mistakes: Mistake[] = [];

  constructor(private readonly env: NodeJS.ProcessEnv) {}

  port(name: string): number | undefined {
    const text = this.env[name]?.trim();
    if (!text) return undefined;
    if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
    return this.refuse(name, 'must be a whole number from 0 to 65535');
  }

  url(name: string, rule: { pattern: RegExp; message: string }): string | undefined {
    const text = this.env[name]?.trim();
    if (!text) return undefined;
    return rule.pattern.test(text) ? text : this.refuse(name, rule.message);
  }

  /** A comma list of known words; undefined when there is none. */
  words<T extends string>(name: string, known: readonly T[]): T[] | undefined {
    const given = (this.env[name] ?? '').split(',').map((word) => word.trim());
    const words = [...new Set(given.filter((word) => word !== ''))];
    const unknown = words.filter((word) => !known.some((candidate) => candidate === word));
    for (const word of unknown) this.refuse(name, `has ${word}, which is none of ${known.join(', ')}`, nearest(word, known));
    return words.length > 0 ? (words as T[]) : undefined;
  }

  private refuse(name: string, reason: string, suggestion?: string): undefined {
    this.mistakes.push({ file: 'environment', keyPath: name, reason, suggestion });
  }
}
