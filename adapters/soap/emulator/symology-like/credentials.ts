export const SYMOLOGY_CREDENTIALS = { username: 'open311', password: 'symology-like-password' };
