import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { control, type Controlled } from './control.js';
import type { EmulatorOptions } from './emulator.js';
import { Ledger } from './ledger.js';
import { Misbehaviours, type Order } from './misbehaviour.js';

export interface EmulatedRequest {
  readonly method: string;
  /** Path without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface EmulatedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** A text goes out in UTF-8. */
  readonly body: string | Buffer;
}

/** What one kind of CRM adds to the common server. */
export interface EmulatedCrm {
  /** The word by which `op=` names this call. */
  operationOf(request: EmulatedRequest): string;
  answer(request: EmulatedRequest, op: string): EmulatedAnswer | Promise<EmulatedAnswer>;
  /** How this CRM says no: a fault inside a normal answer, bad credentials, too many calls. */
  failure(mode: 'fault' | 'auth' | 'ratelimit'): EmulatedAnswer;
}

const HTML_PAGE: EmulatedAnswer = {
  status: 200,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: '<!DOCTYPE html><html><head><title>Sign in</title></head><body><form>Please sign in</form></body></html>',
};
const ERROR_500: EmulatedAnswer = { status: 500, headers: { 'content-type': 'text/plain' }, body: 'Internal Server Error' };

/** A CRM over HTTP on one loopback port, its control interface on another, so that refusing calls leaves control reachable. */
export class HttpEmulator implements Controlled {
  readonly misbehaviours = new Misbehaviours();
  readonly ledger: Ledger;
  private readonly service: Server;
  private readonly controls: Server;

  constructor(
    private readonly crm: (ledger: Ledger) => EmulatedCrm,
    private readonly options: EmulatorOptions,
  ) {
    this.ledger = new Ledger(options.ledgerFile);
    const emulated = this.crm(this.ledger);
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

  async close(): Promise<void> {
    await Promise.all([closeNow(this.service), closeNow(this.controls)]);
  }

  private async serve(crm: EmulatedCrm, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const emulated = await read(request);
    const op = crm.operationOf(emulated);
    const order = this.misbehaviours.take(op);
    if (!order) return send(response, await crm.answer(emulated, op));
    if (order.mode === 'slow') await sleep(order.delayMs ?? 1000);
    const answer = order.when === 'after' || order.mode === 'slow' ? await crm.answer(emulated, op) : undefined;
    misanswer(order, crm, answer, response);
  }
}

function misanswer(order: Order, crm: EmulatedCrm, answer: EmulatedAnswer | undefined, response: ServerResponse): void {
  switch (order.mode) {
    case 'slow':
      return send(response, answer!);
    case 'hang':
      return;
    case 'refuse':
    case 'drop':
      return void response.socket?.destroy();
    case 'error500':
      return send(response, ERROR_500);
    case 'html':
      return send(response, HTML_PAGE);
    case 'empty':
      return send(response, { status: 200, headers: {}, body: '' });
    case 'truncate':
      return truncate(response, answer ?? crm.failure('fault'));
    default:
      return send(response, crm.failure(order.mode));
  }
}

function send(response: ServerResponse, { status, headers, body }: EmulatedAnswer): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body);
}

/** Half of the body under a length that fits it: what a broken gateway passes on as whole. */
function truncate(response: ServerResponse, answer: EmulatedAnswer): void {
  send(response, { ...answer, status: 200, body: answer.body.slice(0, answer.body.length / 2) });
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
