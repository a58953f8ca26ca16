import { open, stat, writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import type { PictureType } from '../domain/picture.js';
import type { MediaSettings } from '../settings/settings.js';
import type { MadePicture } from '../store/media.store.js';
import { PictureRefused } from './picture-errors.js';

/** What is opened at all, by the first bytes; what each becomes. */
const KINDS: readonly { readonly format: string; readonly starts: RegExp; readonly becomes: PictureType }[] = [
  { format: 'jpeg', starts: /^\xff\xd8\xff/, becomes: 'image/jpeg' },
  { format: 'png', starts: /^\x89PNG\r\n\x1a\n/, becomes: 'image/png' },
  { format: 'gif', starts: /^GIF8[79]a/, becomes: 'image/png' },
  { format: 'webp', starts: /^RIFF[^]{4}WEBP/, becomes: 'image/jpeg' },
  { format: 'tiff', starts: /^(II\*\0|MM\0\*)/, becomes: 'image/jpeg' },
];
type PixelLimits = Pick<MediaSettings, 'maxPixels' | 'longestEdge'>;

const LONGEST_WORK_SECONDS = 30;
const JPEG_QUALITY = 85;

// One picture must not take all of a small machine; nothing is worth keeping between two of them.
sharp.concurrency(1);
sharp.cache(false);

/**
 * Makes of a file what may be shown: the first frame, upright, at most `longestEdge` pixels long, with nothing of EXIF, GPS, XMP, IPTC.
 * The type is told by content; names and claims don't count.
 * @throws PictureRefused when the file is not a picture that we read, broken, or too large to open.
 */
export async function makePicture(from: string, to: string, limits: PixelLimits): Promise<MadePicture> {
  const { format, becomes } = await kindOf(from);
  const { data, info } = await drawn(from, format, becomes, limits);
  await writeFile(to, data);
  return { type: becomes, width: info.width, height: info.height, bytes: info.size };
}

/** Whatever goes wrong in here is the picture's fault; a disk that is full is not. */
async function drawn(from: string, format: string, becomes: PictureType, { maxPixels, longestEdge }: PixelLimits) {
  try {
    const image = sharp(from, { limitInputPixels: maxPixels, failOn: 'error', pages: 1, sequentialRead: true });
    const found = (await image.metadata()).format;
    if (found !== format) throw new PictureRefused(`the file begins like ${format}, but is ${found}`);
    image
      .autoOrient()
      .resize({ width: longestEdge, height: longestEdge, fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb')
      .timeout({ seconds: LONGEST_WORK_SECONDS });
    if (becomes === 'image/png') image.png();
    else image.flatten({ background: '#ffffff' }).jpeg({ quality: JPEG_QUALITY });
    return await image.toBuffer({ resolveWithObject: true });
  } catch (error) {
    if (error instanceof PictureRefused) throw error;
    throw new PictureRefused(`the picture can not be read: ${firstLine(error)}`, { cause: error });
  }
}

async function kindOf(path: string) {
  if ((await stat(path)).size === 0) throw new PictureRefused('the file is empty');
  const file = await open(path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(16), 0, 16, 0).finally(() => file.close());
  const head = buffer.toString('latin1', 0, bytesRead);
  const kind = KINDS.find(({ starts }) => starts.test(head));
  if (!kind) throw new PictureRefused('the file is not a JPEG, PNG, GIF, WebP or TIFF picture');
  return kind;
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0]!;
}
