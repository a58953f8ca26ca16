/** What a picture came as: a file of the report, text in Base64, or an address to fetch it from. */
export type PictureSource = 'file' | 'base64' | 'url';
export type PictureState = 'waiting' | 'ready' | 'failed';

/** Types that are made and served. */
export const PICTURE_EXTENSIONS = { 'image/jpeg': 'jpg', 'image/png': 'png' } as const;
export type PictureType = keyof typeof PICTURE_EXTENSIONS;

/**
 * Path of a picture below the bridge's own address. The token alone finds it, so the path given out before the picture is made stays
 * good whatever its type will be.
 */
export function picturePath(token: string, type: string | null | undefined): string {
  return `/media/${token}.${PICTURE_EXTENSIONS[(type ?? 'image/jpeg') as PictureType] ?? 'jpg'}`;
}
