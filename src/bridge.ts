import 'reflect-metadata';
import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import { connectQueue } from './delivery/queue-connection.js';
import { configureHttp, fastifyOptions } from './intake/http-setup.js';
import type { Settings } from './settings/settings.js';
import { Log } from './settings/log.js';
import { migrate } from './store/migrate.js';
import { type OpenStore, openStore } from './store/open-store.js';

/** A running bridge. */
export interface Bridge {
  /** Where it listens, without a trailing slash. */
  readonly url: string;
  readonly store: OpenStore;
  /** Finishes or hands back what is in hand, then closes everything. */
  close(): Promise<void>;
}

/**
 * Opens the store, brings its schema up to date, and runs the parts that the roles name.
 * @throws DataFolderInUse, or whatever keeps the database, the queue or the port from opening.
 */
export async function startBridge(settings: Settings): Promise<Bridge> {
  const log = Log.at(settings.log.level);
  const store = await openStore(settings.store);
  const queue = connectQueue(settings.queue, store.address, log);
  const closeStores = () => {
    queue.close();
    return store.close();
  };
  try {
    await migrate(store.database);
    const app = await listen(AppModule.for(settings, store, queue.options, log), settings, log);
    const { port } = app.getHttpServer().address() as { port: number };
    return {
      url: `http://${settings.server.host === '0.0.0.0' ? '127.0.0.1' : settings.server.host}:${port}`,
      store,
      async close() {
        await app.close();
        await closeStores();
      },
    };
  } catch (error) {
    await closeStores();
    throw error;
  }
}

async function listen(module: DynamicModule, settings: Settings, log: Log): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(module, new FastifyAdapter(fastifyOptions(settings)), {
    logger: nestLogger(log),
    abortOnError: false,
    bodyParser: false,
  });
  configureHttp(app);
  await app.listen(settings.server.port, settings.server.host);
  return app;
}

/** Nest's own lines, below ours in weight. */
function nestLogger(log: Log) {
  const nest = log.child({ part: 'nest' });
  const text = (message: unknown) => (message instanceof Error ? message.message : String(message));
  return {
    log: (message: unknown) => nest.debug({}, text(message)),
    debug: (message: unknown) => nest.debug({}, text(message)),
    verbose: () => undefined,
    warn: (message: unknown) => nest.warn({}, text(message)),
    error: (message: unknown, stack?: unknown) => nest.error({ stack }, text(message)),
    fatal: (message: unknown) => nest.error({}, text(message)),
  };
}
