import type { Emulator, EmulatorOptions } from '../../src/adapter-kit/emulator/emulator.js';
import { type EmulatedCrm, HttpEmulator } from '../../src/adapter-kit/emulator/http-emulator.js';
import type { Ledger } from '../../src/adapter-kit/emulator/ledger.js';
import { startAlwaysYes } from './emulator/always-yes/always-yes.emulator.js';
import { EMULATED_CREDENTIALS } from './emulator/credentials.js';
import { FormDialect } from './emulator/dialects/form-dialect.js';
import { JsonRpcDialect } from './emulator/dialects/json-rpc-dialect.js';
import { Translated } from './emulator/dialects/translated.js';
import { XmlDialect } from './emulator/dialects/xml-dialect.js';
import { JsonCrm } from './emulator/json-crm.js';
import { OAUTH_CLIENT, TOKEN_PATH, TokenEndpoint } from './emulator/oauth/token-endpoint.js';

interface Site {
  readonly crm: (ledger: Ledger) => EmulatedCrm;
  /** Below the address of the server. */
  readonly base?: string;
  readonly auth?: (serviceUrl: string) => object;
}

/** One small CRM, spoken to in several ways. What is mapped where is the operator's to write: `settings` hold address and credentials. */
const SITES: Readonly<Record<string, Site>> = {
  'json-crm': { crm: (ledger) => new JsonCrm(ledger) },
  oauth: {
    crm: (ledger) => new TokenEndpoint(new JsonCrm(ledger), EMULATED_CREDENTIALS.token),
    auth: (serviceUrl) => ({ kind: 'oauth2', oauth2: { tokenUrl: `${serviceUrl}${TOKEN_PATH}`, ...OAUTH_CLIENT } }),
  },
  form: { crm: (ledger) => new Translated(new JsonCrm(ledger), new FormDialect()) },
  xml: { crm: (ledger) => new Translated(new JsonCrm(ledger), new XmlDialect()) },
  'json-rpc': { crm: (ledger) => new Translated(new JsonCrm(ledger), new JsonRpcDialect()), base: '' },
};
const USUAL = 'json-crm';

/** One of the flavours, by `options.flavour`. @throws Error for one that there isn't. */
export async function startRestEmulator(options: EmulatorOptions): Promise<Emulator> {
  const { flavour = USUAL } = options;
  if (flavour === 'always-yes') return startAlwaysYes(options);
  const site = SITES[flavour];
  if (!site)
    throw new Error(`no emulator of the flavour ${flavour}; there are: ${[...Object.keys(SITES), 'always-yes'].join(', ')}`);
  return start(site, options);
}

async function start({ crm, base = '/api', auth }: Site, options: EmulatorOptions): Promise<Emulator> {
  const server = await new HttpEmulator(crm, options).start();
  const { controlUrl, controlPort, servicePort, serviceUrl } = server;
  return {
    controlUrl,
    controlPort,
    servicePort,
    settings: {
      baseUrl: `${serviceUrl}${base}`,
      auth: auth?.(serviceUrl) ?? { kind: 'bearer', token: EMULATED_CREDENTIALS.token },
    },
    close: () => server.close(),
  };
}
