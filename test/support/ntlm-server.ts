import { createHmac, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** MD4 of the password "Password" in UTF-16 (MS-NLMP 4.2.2.1.2). */
const NT_HASH = Buffer.from('a4f49c406510bdcab6824ee7c30fd852', 'hex');
export const NTLM_ACCOUNT = { username: 'Bridge', password: 'Password', domain: 'CITY' } as const;

const UNICODE = 0x1;
const NTLM = 0x200;
const EXTENDED_SECURITY = 0x8_0000;
const TARGET_INFO = 0x80_0000;

export interface NtlmServerOptions {
  /** Only what Windows NT spoke. */
  readonly versionOne?: boolean;
  /** Ends the connection after the challenge, as a proxy may. */
  readonly forgetful?: boolean;
}

export interface Authenticated {
  readonly method: string;
  readonly body: string;
  readonly socket: Socket;
}

/** A web server that asks for NTLM version 2 on each connection and checks the answer (MS-NLMP 3.3.2). */
export class NtlmServer {
  /** What came with the right credentials. */
  readonly authenticated: Authenticated[] = [];
  /** Bodies of all that came without them. */
  readonly before: string[] = [];
  private readonly challenges = new WeakMap<Socket, Buffer>();

  private constructor(
    private readonly server: Server,
    private readonly options: NtlmServerOptions,
  ) {}

  static async start(options: NtlmServerOptions = {}): Promise<NtlmServer> {
    const server = createServer();
    const ntlm = new NtlmServer(server, options);
    server.on('request', (request, response) => void ntlm.take(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return ntlm;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = Buffer.concat(await request.toArray()).toString();
    const message = Buffer.from(request.headers.authorization?.replace('NTLM ', '') ?? '', 'base64');
    const challenge = this.challenges.get(request.socket);
    const type = message.length > 12 ? message.readUInt32LE(8) : 0;
    if (type === 3 && challenge && isRight(message, challenge)) {
      this.authenticated.push({ method: request.method!, body, socket: request.socket });
      return void response.end('welcome');
    }
    this.before.push(body);
    response.statusCode = 401;
    if (type === 1 && this.options.forgetful) response.setHeader('connection', 'close');
    response.setHeader('www-authenticate', type === 1 ? `NTLM ${this.challenge(request.socket)}` : ['Negotiate', 'NTLM']);
    response.end('who are you?');
  }

  private challenge(socket: Socket): string {
    const nonce = randomBytes(8);
    this.challenges.set(socket, nonce);
    const target = Buffer.from(NTLM_ACCOUNT.domain, 'utf16le');
    const info = Buffer.concat([attribute(2, target), attribute(0, Buffer.alloc(0))]);
    const head = Buffer.alloc(56);
    head.write('NTLMSSP\0');
    head.writeUInt32LE(2, 8);
    field(head, 12, target.length, 56);
    head.writeUInt32LE(UNICODE | NTLM | (this.options.versionOne ? 0 : EXTENDED_SECURITY | TARGET_INFO), 20);
    nonce.copy(head, 24);
    field(head, 40, info.length, 56 + target.length);
    return Buffer.concat([head, target, info]).toString('base64');
  }
}

function attribute(id: number, value: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16LE(id);
  head.writeUInt16LE(value.length, 2);
  return Buffer.concat([head, value]);
}

function field(into: Buffer, at: number, length: number, offset: number): void {
  into.writeUInt16LE(length, at);
  into.writeUInt16LE(length, at + 2);
  into.writeUInt32LE(offset, at + 4);
}

function read(message: Buffer, at: number): Buffer {
  const offset = message.readUInt32LE(at + 4);
  return message.subarray(offset, offset + message.readUInt16LE(at));
}

function isRight(message: Buffer, challenge: Buffer): boolean {
  const [proof, domain, user] = [read(message, 20), read(message, 28), read(message, 36)];
  const who = user.toString('utf16le').toUpperCase() + domain.toString('utf16le');
  const key = hmac(NT_HASH, Buffer.from(who, 'utf16le'));
  return hmac(key, Buffer.concat([challenge, proof.subarray(16)])).equals(proof.subarray(0, 16));
}

function hmac(key: Buffer, data: Buffer): Buffer {
  return createHmac('md5', key).update(data).digest();
}
