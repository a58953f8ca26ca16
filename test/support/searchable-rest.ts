/** Settings of a connection of the kind rest to its stand-in: it makes cases, and finds them by the report's number. */
export const SEARCHABLE_REST = {
  check: { path: '/me' },
  create: { path: '/cases', body: '{ "reference": request.id, "subject": request.serviceName }', caseRef: 'body.case.id' },
  find: {
    path: '/cases',
    query: { reference: '{{ request.id }}' },
    list: 'body.cases',
    matches: 'reference = $request.id',
    caseRef: 'id',
  },
};
