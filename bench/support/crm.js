// A CRM that takes no time: `POST /cases` makes a case and notes when it came. In a process of its own. What it is told over /control:
// GET /control/count, GET /control/arrivals?from=N (reference and time of each case since the N-th), POST /control/behave?mode=well|down|poison
import { createServer } from 'node:http';

const arrivals = [];
let mode = 'well';

const ids = new Map();

const found = (reference) => (ids.has(reference) ? [{ id: ids.get(reference), reference }] : []);

const answer = (response, status, body) => {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
};

function control(url, response) {
  if (url.pathname === '/control/count') return answer(response, 200, { count: arrivals.length });
  if (url.pathname === '/control/behave') mode = url.searchParams.get('mode');
  return answer(
    response,
    200,
    url.pathname === '/control/arrivals' ? arrivals.slice(Number(url.searchParams.get('from'))) : { mode },
  );
}

function create(response, { reference }) {
  if (mode === 'down') return answer(response, 503, { error: 'down' });
  // One report in a hundred is poison: refused whenever it comes.
  if (mode === 'poison' && Number(reference.slice(-2)) === 0) return answer(response, 422, { error: 'no such category' });
  arrivals.push([reference, Date.now()]);
  ids.set(reference, `C-${arrivals.length}`);
  return answer(response, 201, { case: { id: ids.get(reference) } });
}

const server = createServer((request, response) => {
  const url = new URL(request.url, 'http://crm');
  if (url.pathname.startsWith('/control/')) return control(url, response);
  if (url.pathname === '/me') return answer(response, mode === 'down' ? 503 : 200, {});
  if (request.method === 'GET') return answer(response, 200, { cases: found(url.searchParams.get('reference')) });
  let body = '';
  request.on('data', (chunk) => (body += chunk));
  request.once('end', () => create(response, JSON.parse(body)));
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => console.log(`ready at http://127.0.0.1:${server.address().port}`));
