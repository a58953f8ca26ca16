import { Socket } from 'node:net';

/**
 * Runs something that can open no connection, whatever it tries: an adapter from outside that speaks without the client it is given fails instead of
 * sending. Of the whole process, so for commands alone.
 */
export async function withClosedNetwork<T>(run: () => Promise<T>): Promise<T> {
  const connect = Object.getOwnPropertyDescriptor(Socket.prototype, 'connect')!;
  Object.defineProperty(Socket.prototype, 'connect', {
    ...connect,
    value(this: Socket) {
      this.destroy(Object.assign(new Error('nothing is sent in a trial: no connection may be opened'), { code: 'ECONNREFUSED' }));
      return this;
    },
  });
  try {
    return await run();
  } finally {
    Object.defineProperty(Socket.prototype, 'connect', connect);
  }
}
