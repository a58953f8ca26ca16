import type { ControlCommand, ControlReply } from './control.js';
import { CALLBACK_MANNERS, type CallbackManner, type CallbackSender } from './callback-sender.js';

/** The control commands of a stand-in that tells by itself what changed. */
export function callbackCommands(sender: CallbackSender): Readonly<Record<string, ControlCommand>> {
  return {
    'POST /control/callbacks': (query) => begin(sender, query),
    'GET /control/callbacks.json': () => ({ status: 200, body: sender.sent }),
    'POST /control/callbacks/release': async () => {
      await sender.release();
      return { status: 200, body: sender.sent };
    },
  };
}

function begin(sender: CallbackSender, query: URLSearchParams): ControlReply {
  const [url, secret] = [query.get('url') ?? '', query.get('secret') ?? ''];
  const header = query.get('header') ?? undefined;
  const manner = query.get('manner') ?? 'prompt';
  if (!/^https?:$/.test(URL.canParse(url) ? new URL(url).protocol : '')) return wrong('url must be an http or https address');
  if (!secret) return wrong('secret is required');
  if (!isManner(manner)) return wrong(`manner must be one of ${CALLBACK_MANNERS.join(', ')}`);
  try {
    sender.begin({ url, secret, manner, ...(header !== undefined && { header }) });
  } catch (error) {
    return wrong(`secret must be whsec_ and base64, or go into a header: ${(error as Error).message}`);
  }
  return { status: 200, body: { url, manner } };
}

function isManner(manner: string): manner is CallbackManner {
  return CALLBACK_MANNERS.some((each) => each === manner);
}

const wrong = (error: string): ControlReply => ({ status: 400, body: { error } });
