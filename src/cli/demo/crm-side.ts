import axios from 'axios';

/** A case as the emulated CRM holds it, and the report it belongs to. */
export interface CrmCase {
  readonly ref: string;
  readonly status: string;
  readonly reportId?: string;
}

/** The emulator's control interface, from outside. */
export class CrmSide {
  constructor(private readonly address: () => string) {}

  async count(): Promise<number> {
    return (await axios.get<{ count: number }>(`${this.address()}/control/count.json`)).data.count;
  }

  async cases(): Promise<CrmCase[]> {
    const { data } = await axios.get<{ cases: { ref: string; status: string; fields: Record<string, unknown> }[] }>(
      `${this.address()}/control/cases.json`,
      {
        maxContentLength: Infinity,
      },
    );
    return data.cases.map(({ ref, status, fields }) => ({ ref, status, reportId: reportIdIn(String(fields['Title'] ?? '')) }));
  }

  async close(ref: string, reason: string): Promise<void> {
    await axios.post(`${this.address()}/control/close`, undefined, { params: { ref, reason } });
  }

  /** A share of the calls that make a case is answered by a cut connection, after the case was made. */
  async loseAnswers(share: number): Promise<void> {
    await axios.post(`${this.address()}/control/misbehave`, undefined, {
      params: { mode: 'drop', op: 'createCase', when: 'after', share },
    });
  }

  async behave(): Promise<void> {
    await axios.post(`${this.address()}/control/behave`);
  }
}

/** The default title of the Lagan adapter carries our id. */
function reportIdIn(title: string): string | undefined {
  return title.match(/\(Open311 ([\w-]+)\)/)?.[1];
}
