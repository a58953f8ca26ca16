export const ECHO_CREDENTIALS = { username: 'open311', password: 'echo-like-password' };
