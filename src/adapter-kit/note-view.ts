import type { CaseNote } from './adapter.js';

/** A note as templates and expressions see it: plain JSON, every key always there. */
export type NoteView = ReturnType<typeof noteView>;

/** Dates are ISO 8601 in UTC; what isn't known is null. */
export function noteView({ id, text, author, writtenAt, mediaUrls }: CaseNote) {
  return {
    id,
    text,
    author: {
      firstName: author.firstName ?? null,
      lastName: author.lastName ?? null,
      email: author.email ?? null,
      phone: author.phone ?? null,
    },
    writtenAt: writtenAt.toISOString(),
    mediaUrls: [...mediaUrls],
  };
}
