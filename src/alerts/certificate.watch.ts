import { isIP } from 'node:net';
import { connect } from 'node:tls';
import { Inject, Injectable } from '@nestjs/common';
import { Log } from '../settings/log.js';
import { CertificateStore, type Endpoint } from '../store/certificate.store.js';

const LIMIT_MS = 10_000;
/** Looked at in one round. */
const AT_ONCE = 20;

/** Looks at certificates when their day has come. */
@Injectable()
export class CertificateWatch {
  constructor(
    @Inject(CertificateStore) private readonly store: CertificateStore,
    @Inject(Log) private readonly log: Log,
  ) {}

  async look(endpoints: readonly Endpoint[]): Promise<void> {
    const due = await this.store.due(endpoints);
    await Promise.all(due.slice(0, AT_ONCE).map((each) => this.lookAt(each)));
  }

  private async lookAt(endpoint: Endpoint): Promise<void> {
    try {
      await this.store.seen(endpoint, await expiryOf(endpoint));
    } catch (error) {
      const reason = (error as Error).message;
      this.log.warn({ event: 'certificate.unseen', ...endpoint, reason }, 'a certificate could not be looked at');
      await this.store.failed(endpoint, reason);
    }
  }
}

/**
 * When the certificate shown at an address expires. It need not be trusted: that is for the calls to find out.
 * @throws Error when there is none within ten seconds.
 */
export function expiryOf({ host, port }: Endpoint): Promise<Date> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, rejectUnauthorized: false, ...(isIP(host) ? {} : { servername: host }) });
    socket.setTimeout(LIMIT_MS, () => socket.destroy(new Error('no answer in time')));
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('the connection was closed')));
    socket.once('secureConnect', () => {
      const { valid_to } = socket.getPeerCertificate();
      socket.end();
      const expiresAt = new Date(valid_to);
      if (Number.isNaN(expiresAt.getTime())) reject(new Error('no certificate was shown'));
      else resolve(expiresAt);
      socket.destroy();
    });
  });
}
