/** W3C Trace Context of the POST that a delivery comes from, so that its attempts join the same trace. */
export const traces = `
alter table bridge.delivery add column trace_parent text;
`;
