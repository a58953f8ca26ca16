import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import type { Database } from './database.js';
import type { ApiClientRow } from './tables.js';

export interface ApiClient {
  readonly id: string;
  readonly name: string;
  /** First characters of the key. */
  readonly keyPrefix: string;
  /** Absent: every jurisdiction. */
  readonly jurisdictions?: readonly string[];
  /** Its own limit, 0 for none. Absent: as the settings say. */
  readonly requestsPerMinute?: number;
  readonly createdAt: Date;
  readonly revokedAt?: Date;
}

const PREFIX = 'o311_';
const SHOWN = PREFIX.length + 6;
/** A revoked key works at most this long in a process that has just seen it. */
const CACHE_MS = 5_000;
const CACHE_ENTRIES = 1_000;

/** Apps and their keys. A key is 32 random bytes, shown once; only its SHA-256 is kept. */
export class ApiClientStore {
  private readonly cache = new Map<string, { client: ApiClient; until: number }>();

  constructor(private readonly database: Database) {}

  async create(
    name: string,
    { jurisdictions, requestsPerMinute }: Pick<ApiClient, 'jurisdictions' | 'requestsPerMinute'> = {},
  ): Promise<{ key: string; client: ApiClient }> {
    const key = PREFIX + randomBytes(32).toString('base64url');
    const row = await this.database
      .insertInto('api_client')
      .values({
        id: randomUUID(),
        name,
        key_prefix: key.slice(0, SHOWN),
        key_hash: hashOf(key),
        jurisdictions: jurisdictions ? [...jurisdictions] : null,
        requests_per_minute: requestsPerMinute ?? null,
        created_at: new Date(),
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    return { key, client: toClient(row) };
  }

  /** Undefined for a key that is unknown or revoked. */
  async findByKey(key: string): Promise<ApiClient | undefined> {
    const hash = hashOf(key);
    const cached = this.cache.get(hash.toString('hex'));
    if (cached && cached.until > Date.now()) return cached.client;
    const row = await this.database
      .selectFrom('api_client')
      .selectAll()
      .where('key_hash', '=', hash)
      .where('revoked_at', 'is', null)
      .executeTakeFirst();
    if (!row || !timingSafeEqual(hash, row.key_hash)) return undefined;
    return this.remember(hash, toClient(row));
  }

  async list(): Promise<ApiClient[]> {
    return (await this.database.selectFrom('api_client').selectAll().orderBy('created_at').execute()).map(toClient);
  }

  /** @param idOrPrefix the client's id, or enough first characters of its key. @returns the clients revoked now. */
  async revoke(idOrPrefix: string): Promise<ApiClient[]> {
    const matching = (await this.list()).filter(
      ({ id, keyPrefix, revokedAt }) => !revokedAt && (id === idOrPrefix || keyPrefix === idOrPrefix),
    );
    for (const { id } of matching)
      await this.database.updateTable('api_client').set({ revoked_at: new Date() }).where('id', '=', id).execute();
    this.cache.clear();
    return matching;
  }

  private remember(hash: Buffer, client: ApiClient): ApiClient {
    if (this.cache.size >= CACHE_ENTRIES) this.cache.clear();
    this.cache.set(hash.toString('hex'), { client, until: Date.now() + CACHE_MS });
    return client;
  }
}

function hashOf(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}

function toClient(row: ApiClientRow): ApiClient {
  return {
    id: row.id,
    name: row.name,
    keyPrefix: row.key_prefix,
    jurisdictions: row.jurisdictions ?? undefined,
    requestsPerMinute: row.requests_per_minute ?? undefined,
    createdAt: row.created_at,
    revokedAt: row.revoked_at ?? undefined,
  };
}
