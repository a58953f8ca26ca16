import type { EmulatedAnswer, EmulatedRequest } from '../../../../src/adapter-kit/emulator/http-emulator.js';
import { json, parse } from '../json-answers.js';
import { type Dialect, saying } from './translated.js';

export const RPC_PATH = '/rpc';

type Call = Readonly<Record<string, unknown>>;

/** What each method of it is to the CRM; `*` stands for the `id` of the parameters. */
const METHODS: Readonly<Record<string, string>> = {
  'user.me': 'GET /api/me',
  'category.list': 'GET /api/categories',
  'case.create': 'POST /api/cases',
  'case.read': 'GET /api/cases/*',
  'case.search': 'GET /api/cases',
  'case.update': 'PATCH /api/cases/*',
  'note.add': 'POST /api/cases/*/notes',
  'note.list': 'GET /api/cases/*/notes',
  'file.add': 'POST /api/cases/*/files',
  'file.list': 'GET /api/cases/*/files',
};

/** JSON-RPC 2.0 over one URL: the verb stands in the body, and so does every error, with HTTP 200. */
export class JsonRpcDialect implements Dialect {
  addressed(request: EmulatedRequest): EmulatedRequest {
    return this.read(request) ?? { ...request, path: '/nowhere' };
  }

  read(request: EmulatedRequest): EmulatedRequest | undefined {
    const { jsonrpc, method, params } = parse(request.body) ?? {};
    const named = typeof method === 'string' && Object.hasOwn(METHODS, method) ? METHODS[method] : undefined;
    if (request.method !== 'POST' || request.path !== RPC_PATH || jsonrpc !== '2.0' || named === undefined) return undefined;
    const { id, ...others } = (params ?? {}) as Call;
    const [verb = '', path = ''] = named.replace('*', encodeURIComponent(String(id))).split(' ');
    const given = Object.entries(others).filter(([, value]) => value !== null && value !== '');
    const query = new URLSearchParams(
      verb === 'GET' ? given.map(([name, value]): [string, string] => [name, String(value)]) : [],
    );
    return saying({ ...request, method: verb, path, query }, others);
  }

  /** Too many calls is what the gateway in front of it says, before it has looked into them. */
  write(answer: EmulatedAnswer): EmulatedAnswer {
    const { status, headers } = answer;
    const said = JSON.parse(answer.body.toString()) as Call;
    if (status === 429) return answer;
    const { error } = said as { error?: { code: string; message: string } };
    const told = error
      ? { error: { code: status === 200 ? 422 : status, message: error.message, data: error.code } }
      : { result: said };
    return json(200, { jsonrpc: '2.0', id: 1, ...told }, { ...headers });
  }
}
