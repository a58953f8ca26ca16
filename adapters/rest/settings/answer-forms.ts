/** How a CRM writes its answers. */
export const ANSWER_FORMS = ['json', 'xml', 'xmlrpc'] as const;
export type AnswerForm = (typeof ANSWER_FORMS)[number];
