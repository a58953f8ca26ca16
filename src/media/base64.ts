/** Bytes of a Base64 text, with or without a `data:` prefix; undefined when it is none. A blank is a plus that a form decoded away. */
export function fromBase64(text: string): Buffer | undefined {
  const digits = text
    .replace(/^data:[^,]{0,200},/, '')
    .replaceAll(/[\r\n\t]/g, '')
    .trim()
    .replaceAll(' ', '+');
  return /^[A-Za-z0-9+/_-]+={0,2}$/.test(digits) ? Buffer.from(digits, 'base64') : undefined;
}
