// A thread of its own for JSONata (ADR 22): what loops or grows in here is ended from outside. Plain CommonJS, so that it starts without a compiler.
const { parentPort, workerData } = require('node:worker_threads');
const jsonata = require('jsonata');
const table = require('./table-function.cjs');

const { limits, resultLimit, keptExpressions } = workerData;
const parsed = new Map();

function expressionOf(source) {
  const known = parsed.get(source);
  if (known) return known;
  const fresh = jsonata(source, limits);
  fresh.registerFunction('eval', () => {
    throw { message: '$eval is not allowed' };
  });
  fresh.registerFunction('table', table);
  if (parsed.size >= keptExpressions) parsed.clear();
  parsed.set(source, fresh);
  return fresh;
}

function withoutFunctions(_key, value) {
  if (typeof value === 'object' && value !== null && ('_jsonata_function' in value || '_jsonata_lambda' in value))
    throw { message: 'gives a function that is not called' };
  return value;
}

async function evaluated({ source, input, bindings }) {
  const result = await expressionOf(source).evaluate(input === undefined ? undefined : JSON.parse(input), JSON.parse(bindings));
  const json = JSON.stringify(result, withoutFunctions);
  if (json !== undefined && json.length > resultLimit) throw { message: `gives more than ${resultLimit} characters` };
  return json;
}

parentPort.on('message', (job) => {
  evaluated(job).then(
    (json) => parentPort.postMessage({ json }),
    ({ message, code, position }) => parentPort.postMessage({ failure: { message, code, position } }),
  );
});
parentPort.postMessage('ready');
