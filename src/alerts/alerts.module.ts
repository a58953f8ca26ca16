import { Module } from '@nestjs/common';
import { AlertWatch } from './alert.watch.js';
import { CertificateWatch } from './certificate.watch.js';

/** In every process that delivers or polls. */
@Module({ providers: [AlertWatch, CertificateWatch] })
export class AlertsModule {}
