import { type DestinationStream, type Logger, pino } from 'pino';
import type { LogSettings } from './settings.js';

/** Structured log lines, on standard error by default. ERROR means that a person must act; WARN heals itself. No personal data goes in. */
export class Log {
  private constructor(private readonly logger: Logger) {}

  static at(level: LogSettings['level'], out: DestinationStream = pino.destination({ fd: 2, sync: false })): Log {
    const serializers = { error: describeError };
    return new Log(pino({ level, base: undefined, timestamp: pino.stdTimeFunctions.isoTime, serializers }, out));
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

/** What an operator needs of it. Other properties stay out: a database's error carries the row, an HTTP client's the whole request. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { name, message, stack, cause } = error;
  const { code } = error as NodeJS.ErrnoException;
  return { name, code, message, stack, ...(cause === undefined ? {} : { cause: describeError(cause) }) };
}
