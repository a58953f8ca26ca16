/** How an emulator is started. */
export interface EmulatorOptions {
  /** Of the control address; 0 or absent: any free one. */
  readonly controlPort?: number;
  /** Of the CRM's own address; 0 or absent: any free one. */
  readonly servicePort?: number;
  /** Keeps the ledger across restarts; absent: in memory. */
  readonly ledgerFile?: string;
  /** Which CRM to stand in for, where an adapter speaks to more than one kind; absent: the adapter's usual one. */
  readonly flavour?: string;
}

/** A stand-in for a CRM on loopback, with a ledger of what it got, that can be told to misbehave. */
export interface Emulator {
  /** Address of the control interface, without a trailing slash: `GET /control/cases.json` and so on. */
  readonly controlUrl: string;
  /** Settings that point a connection of this adapter here. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly controlPort: number;
  readonly servicePort: number;
  close(): Promise<void>;
}
