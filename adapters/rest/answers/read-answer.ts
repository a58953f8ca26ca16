import type { HttpAnswer } from '../../../src/adapter-kit/http.js';
import { parseXml } from '../../../src/adapter-kit/xml/xml.js';
import { XmlError } from '../../../src/adapter-kit/xml/xml-error.js';
import type { RestAnswer } from '../rest.answer-rules.js';
import type { AnswerForm } from '../settings/answer-forms.js';
import { isDeeperThan } from './json-depth.js';
import { plainXml } from './plain-xml.js';
import { plainXmlRpc } from './plain-xml-rpc.js';

/** Levels of JSON inside one another; nothing that a person made has more. */
const DEEPEST = 200;

const READERS: Readonly<Record<AnswerForm, (text: string) => unknown>> = {
  json: (text) => (isDeeperThan(text, DEEPEST) ? undefined : (JSON.parse(text) as unknown)),
  xml: (text) => documentIn(text),
  xmlrpc: (text) => plainXmlRpc(parseXml(text)),
};

export const ACCEPTED: Readonly<Record<AnswerForm, string>> = {
  json: 'application/json',
  xml: 'application/xml, text/xml',
  xmlrpc: 'text/xml',
};

/** What expressions look into. What is not written as agreed, or is nested without end, has no body. */
export function readAnswer({ status, headers, text }: HttpAnswer, form: AnswerForm): RestAnswer {
  const trimmed = text.replace(/^\uFEFF/, '').trim();
  if (trimmed === '') return { status, headers, text, body: null, isJson: true };
  const body = bodyOf(trimmed, form);
  return { status, headers, text, body: body ?? null, isJson: body !== undefined };
}

/** A page of a web server may be XML, too; it is no answer of the CRM's. */
function documentIn(text: string): unknown {
  const root = parseXml(text);
  return root.name.toLowerCase() === 'html' ? undefined : plainXml(root);
}

function bodyOf(text: string, form: AnswerForm): unknown {
  try {
    return READERS[form](text);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof XmlError) return undefined;
    throw error;
  }
}
