import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { callbackCommands } from './callback-commands.js';
import { CallbackSender } from './callback-sender.js';
import { control, type ControlCommand, type Controlled } from './control.js';
import type { EmulatedCrm, EmulatedRequest } from './emulated-crm.js';
import type { EmulatorOptions } from './emulator.js';
import { Ledger } from './ledger.js';
import { misanswer, send } from './misanswer.js';
import { Misbehaviours } from './misbehaviour.js';

export type { EmulatedAnswer, EmulatedCrm, EmulatedRequest } from './emulated-crm.js';

/** A CRM over HTTP on one loopback port, its control interface on another, so that refusing calls leaves control reachable. */
export class HttpEmulator implements Controlled {
  readonly misbehaviours = new Misbehaviours();
  readonly ledger: Ledger;
  /** Of a CRM that tells by itself what changed. */
  readonly commands?: Readonly<Record<string, ControlCommand>>;
  private readonly callbacks = new CallbackSender();
  private readonly service: Server;
  private readonly controls: Server;

  constructor(
    private readonly crm: (ledger: Ledger) => EmulatedCrm,
    private readonly options: EmulatorOptions,
  ) {
    this.ledger = new Ledger(options.ledgerFile);
    const emulated = this.crm(this.ledger);
    if (emulated.callback) {
      this.commands = callbackCommands(this.callbacks);
      this.ledger.watch((after, before) => this.callbacks.tell(emulated.callback!(after, before)));
    }
    this.service = createServer(
      (request, response) => void this.serve(emulated, request, response).catch((error: Error) => response.destroy(error)),
    );
    this.controls = createServer((request, response) => void control(request, response, this));
  }

  async start(): Promise<this> {
    await listen(this.controls, this.options.controlPort ?? 0);
    await listen(this.service, this.options.servicePort ?? 0);
    this.servicePort = portOf(this.service);
    return this;
  }

  servicePort = 0;

  get controlPort(): number {
    return portOf(this.controls);
  }

  get controlUrl(): string {
    return `http://127.0.0.1:${this.controlPort}`;
  }

  get serviceUrl(): string {
    return `http://127.0.0.1:${this.servicePort}`;
  }

  /** While calls are refused the service port is closed for real. */
  async ordersChanged(): Promise<void> {
    if (this.misbehaviours.refusing() === !this.service.listening) return;
    if (this.service.listening) await closeNow(this.service);
    else await listen(this.service, this.servicePort);
  }

  forgotten(): void {
    this.callbacks.stop();
  }

  async close(): Promise<void> {
    this.callbacks.stop();

    await Promise.all([closeNow(this.service), closeNow(this.controls)]);
  }

  private async serve(crm: EmulatedCrm, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const emulated = await read(request);
    const op = crm.operationOf(emulated);
    const order = this.misbehaviours.take(op);
    if (!order) return send(response, await crm.answer(emulated, op));
    if (order.mode === 'slow') await sleep(order.delayMs ?? 1000);
    if (order.mode === 'twice') await crm.answer(emulated, op);
    const isDone = order.when === 'after' || order.mode === 'slow' || order.mode === 'twice';
    const failure = (mode: Parameters<EmulatedCrm['failure']>[0]) => crm.failure(mode, op);
    misanswer(order, { failure }, isDone ? await crm.answer(emulated, op) : undefined, response);
  }
}

async function read(request: IncomingMessage): Promise<EmulatedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const url = new URL(request.url ?? '/', 'http://emulator');
  return {
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: request.headers,
    body: Buffer.concat(chunks),
  };
}

export function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

export function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

export function closeNow(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => {
    if (!server.listening) return resolve();
    server.close(() => resolve());
  });
}
