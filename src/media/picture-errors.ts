/** This picture will never be one. The message is for an operator, and goes into the report's journey. */
export class PictureRefused extends Error {
  override readonly name = 'PictureRefused';
}

/** The files of a report are more, or larger, than the settings allow. The message is for whoever sent them. */
export class UploadTooLarge extends Error {
  override readonly name = 'UploadTooLarge';
}

/** Files can't be kept just now: disk full, storage away. */
export class MediaUnavailable extends Error {
  override readonly name = 'MediaUnavailable';
}
