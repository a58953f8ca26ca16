import type { EmulatedAnswer } from './emulated-crm.js';

/** What is left of an answer that is whole and says nothing: `{}`, an envelope or a root with nothing in it. Of other texts nothing is left. */
export function blankOf({ headers, body }: EmulatedAnswer): EmulatedAnswer {
  return { status: 200, headers, body: emptied(body.toString().trimStart()) };
}

function emptied(text: string): string {
  if (text.startsWith('{')) return '{}';
  if (text.startsWith('[')) return '[]';
  const [, name, attributes = ''] = (text.startsWith('<') && /<([\w.:-]+)(\s[^>]*?)?\/?>/.exec(text)) || [];
  if (name === undefined) return '';
  const inside = name.endsWith('Envelope') ? `<${name.replace('Envelope', 'Body')}/>` : '';
  return `<${name}${attributes}>${inside}</${name}>`;
}
