import type { Emulator, EmulatorOptions } from '../../src/adapter-kit/emulator/emulator.js';
import { HttpEmulator } from '../../src/adapter-kit/emulator/http-emulator.js';
import { AUTH_PATH, FL_PATH, FlService } from './emulator/fl-service.js';
import type { Account, LaganAuth } from './emulator/gatekeeper.js';

export interface LaganEmulatorOptions extends EmulatorOptions {
  /** Default `newer`; `older` refuses the elements that only the newer contract has. */
  readonly contract?: 'older' | 'newer';
  /** How a caller must show who it is; default `any`. */
  readonly auth?: LaganAuth;
  /** Default `open311` with the password `secret`. */
  readonly account?: Account;
  /** ClassificationEventCodes there are; default: any. */
  readonly eventCodes?: readonly number[];
  /** Eform definitions there are, each with the name of its form; default: any. */
  readonly eforms?: Readonly<Record<string, string>>;
  /** Most cases a search brings; default 1000. */
  readonly resultsBound?: number;
  /** Default true; false: a site whose search does not look at titles, so that it brings everything that fits the rest. */
  readonly searchesTitles?: boolean;
}

const ACCOUNT: Account = { username: 'open311', password: 'secret' };

/** A Lagan site on loopback: FL, FLAuth and both WSDLs. Each request is validated against the contract's schema. */
export async function startLaganEmulator(options: LaganEmulatorOptions = {}): Promise<Emulator> {
  const {
    contract = 'newer',
    auth = 'any',
    account = ACCOUNT,
    eventCodes,
    eforms,
    resultsBound = 1000,
    searchesTitles = true,
  } = options;
  const server = new HttpEmulator(
    (ledger) => new FlService(ledger, { contract, auth, account, eventCodes, eforms, resultsBound, searchesTitles }),
    options,
  );
  await server.start();
  const { controlUrl, controlPort, servicePort, serviceUrl } = server;
  return {
    controlUrl,
    controlPort,
    servicePort,
    settings: { endpoint: `${serviceUrl}${FL_PATH}`, authEndpoint: `${serviceUrl}${AUTH_PATH}`, ...account },
    close: () => server.close(),
  };
}
