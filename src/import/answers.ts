import type { AttributeAnswer } from '../domain/service-request.js';
import type { AttributeDefinition, Service } from '../domain/service.js';

/** Answers in this city's words: where a list tells the name that was chosen, its key is kept. */
export function answersOf(answers: readonly AttributeAnswer[], service: Service | undefined): AttributeAnswer[] {
  return answers.map(({ code, values }) => {
    const question = service?.attributes.find((each) => each.code === code);
    return { code, values: values.map((value) => (question ? keyOf(question, value) : value)) };
  });
}

function keyOf({ values }: AttributeDefinition, value: string): string {
  if (values.some(({ key }) => key === value)) return value;
  return values.find(({ name }) => name.toLowerCase() === value.toLowerCase())?.key ?? value;
}
