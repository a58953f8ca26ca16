import { type Logger, pino } from 'pino';
import type { LogSettings } from './settings.js';

/** Structured log lines on standard error. ERROR means that a person must act; WARN heals itself. No personal data goes in. */
export class Log {
  private constructor(private readonly logger: Logger) {}

  static at(level: LogSettings['level']): Log {
    return new Log(
      pino({ level, base: undefined, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination({ fd: 2, sync: false })),
    );
  }

  child(fields: object): Log {
    return new Log(this.logger.child(fields));
  }

  debug(fields: object, message: string): void {
    this.logger.debug(fields, message);
  }

  info(fields: object, message: string): void {
    this.logger.info(fields, message);
  }

  warn(fields: object, message: string): void {
    this.logger.warn(fields, message);
  }

  error(fields: object, message: string): void {
    this.logger.error(fields, message);
  }
}
