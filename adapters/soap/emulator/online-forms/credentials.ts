export const FORMS_CREDENTIALS = { username: 'open311', password: 'online-forms-password' };
