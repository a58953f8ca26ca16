export const DOCUMENT_CREDENTIALS = { username: 'open311', password: 'document-in-string-password' };
