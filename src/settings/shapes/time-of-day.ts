/** `HH:MM`, from 00:00 to 23:59. */
export const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;
export const TIME_RULE = { message: 'must be a time of day such as 22:30' };
