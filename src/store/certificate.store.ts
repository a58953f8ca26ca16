import { sql } from 'kysely';
import type { Database } from './database.js';

/** Where a certificate is shown. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

export interface KnownCertificate extends Endpoint {
  readonly expiresAt: Date;
}

/** When the certificates of the addresses we depend on expire. */
export class CertificateStore {
  constructor(private readonly database: Database) {}

  /** Those of them that were not looked at for a day; for an hour where that failed. */
  async due(endpoints: readonly Endpoint[]): Promise<Endpoint[]> {
    const { rows } = await sql<Endpoint>`
      select e.host, e.port from ${listed(endpoints)}
      left join bridge.certificate c on c.host = e.host and c.port = e.port
      where c.host is null or c.checked_at < now() - case when c.last_error is null then interval '1 day' else interval '1 hour' end`.execute(
      this.database,
    );
    return rows;
  }

  async seen({ host, port }: Endpoint, expiresAt: Date): Promise<void> {
    await sql`
      insert into bridge.certificate (host, port, checked_at, expires_at) values (${host}, ${port}, now(), ${expiresAt})
      on conflict (host, port) do update set checked_at = now(), expires_at = excluded.expires_at, last_error = null`.execute(
      this.database,
    );
  }

  /** What was known of it stays. */
  async failed({ host, port }: Endpoint, reason: string): Promise<void> {
    await sql`
      insert into bridge.certificate (host, port, checked_at, last_error) values (${host}, ${port}, now(), ${reason})
      on conflict (host, port) do update set checked_at = now(), last_error = excluded.last_error`.execute(this.database);
  }

  async known(endpoints: readonly Endpoint[]): Promise<KnownCertificate[]> {
    const { rows } = await sql<KnownCertificate>`
      select c.host, c.port, c.expires_at as "expiresAt" from ${listed(endpoints)}
      join bridge.certificate c on c.host = e.host and c.port = e.port where c.expires_at is not null`.execute(this.database);
    return rows;
  }
}

function listed(endpoints: readonly Endpoint[]) {
  const [hosts, ports] = [endpoints.map(({ host }) => host), endpoints.map(({ port }) => port)];
  return sql`unnest(${hosts}::text[], ${ports}::int[]) e (host, port)`;
}
