// An adapter as a city's own technician keeps it: one file in a folder, plain JavaScript, nothing installed.
import {
  ADAPTER_CONTRACT_VERSION,
  decorateSettings,
  defineAdapter,
  Description,
  HttpEmulator,
  IsInt,
  IsUrl,
  Min,
  RejectedError,
} from 'open311-bridge/adapter-kit';

class DeskSettings {
  url;
  drawer = 1;
}
decorateSettings(DeskSettings, {
  url: [Description('Address of the desk.'), IsUrl({ require_tld: false })],
  drawer: [IsInt(), Min(1)],
});

const create = ({ url, drawer }) => ({
  async check() {},
  async createCase(request, { http, signal }) {
    const body = JSON.stringify({ ours: request.id, text: request.description, drawer });
    const { status, text } = await http.request({ method: 'POST', url, body, signal });
    if (status !== 200) throw new RejectedError(text);
    return text;
  },
  async findCase() {
    return { is: 'unknowable', reason: 'nobody can search a drawer' };
  },
});

async function startEmulator(options) {
  const answers = (ledger) => ({
    operationOf: () => 'put',
    answer: ({ body }) => ({ status: 200, headers: {}, body: ledger.create((number) => `DESK-${number}`, JSON.parse(body)).ref }),
    failure: () => ({ status: 400, headers: {}, body: 'the drawer is full' }),
  });
  const server = await new HttpEmulator(answers, options).start();
  const { controlUrl, controlPort, servicePort } = server;
  return { controlUrl, controlPort, servicePort, settings: { url: server.serviceUrl }, close: () => server.close() };
}

export const adapter = defineAdapter({
  contractVersion: ADAPTER_CONTRACT_VERSION,
  type: 'desk',
  label: 'A desk with drawers',
  settingsClass: DeskSettings,
  limits: {},
  create,
  startEmulator,
});
