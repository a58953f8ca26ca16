import type { EmulatedAnswer, EmulatedRequest } from '../../../../src/adapter-kit/emulator/http-emulator.js';
import { type Dialect, saying } from './translated.js';

type Fields = Record<string, unknown>;

/** Takes forms, `application/x-www-form-urlencoded` or with parts, and answers in JSON. `a[b]` is a field of a field, a name that comes again a list. */
export class FormDialect implements Dialect {
  addressed(request: EmulatedRequest): EmulatedRequest {
    return request;
  }

  async read(request: EmulatedRequest): Promise<EmulatedRequest | undefined> {
    if (request.method === 'GET') return request;
    const form = await formIn(request);
    if (!form) return undefined;
    // A form with a file the CRM reads itself.
    const texts = form.filter((entry): entry is [string, string] => typeof entry[1] === 'string');
    return texts.length < form.length ? request : saying(request, fieldsOf(texts));
  }

  write(answer: EmulatedAnswer): EmulatedAnswer {
    return answer;
  }
}

async function formIn({ headers, body }: EmulatedRequest): Promise<[string, unknown][] | undefined> {
  const type = headers['content-type'] ?? '';
  if (!/^(application\/x-www-form-urlencoded|multipart\/form-data)/.test(type)) return undefined;
  const sent = new Response(new Uint8Array(body), { headers: { 'content-type': type } });
  const form = await sent.formData().catch(() => undefined);
  return form && [...form.entries()];
}

function fieldsOf(texts: readonly [string, string][]): Fields {
  const fields: Fields = {};
  for (const [name, text] of texts) put(fields, name.split(/[[\]]+/).filter(Boolean), text);
  return fields;
}

function put(fields: Fields, [name = '', ...rest]: readonly string[], text: string): void {
  const there = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (rest.length === 0) {
    fields[name] = there === undefined ? text : [there, text].flat();
    return;
  }
  const inside = (typeof there === 'object' && there !== null ? there : {}) as Fields;
  fields[name] = inside;
  put(inside, rest, text);
}
