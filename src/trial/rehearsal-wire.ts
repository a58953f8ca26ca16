import type { Rehearsal, RehearsedMessage } from '../adapter-kit/adapter.js';
import type { Incoming, NewWire, Outgoing } from '../adapter-kit/http/wire.js';
import { pastedAnswer } from './pasted-answer.js';

/** There is a call more than there are pasted answers: the trial ends here. */
export class NoAnswerLeft extends Error {
  override readonly name = 'NoAnswerLeft';
  readonly code = 'NO_ANSWER_GIVEN';
}

/** Takes what would be sent, and answers with what was pasted, in turn. */
export class RehearsalWire implements Rehearsal {
  private taken = 0;
  private sawEnd = false;
  readonly messages: RehearsedMessage[] = [];

  constructor(private readonly answers: readonly string[]) {}

  /** A call was left without an answer. */
  get ranOut(): boolean {
    return this.sawEnd;
  }

  /** Pasted answers that nothing was asked for. */
  get unused(): number {
    return this.answers.length - this.taken;
  }

  readonly newWire: NewWire = () => {
    const wire = {
      connected: false,
      send: async (outgoing: Outgoing): Promise<Incoming> => {
        wire.connected = true;
        return isKnock(outgoing) ? challengeTo(outgoing) : this.answerTo(outgoing);
      },
    };
    return wire;
  };

  async show(message: RehearsedMessage): Promise<string> {
    this.messages.push(message);
    return this.next();
  }

  private answerTo({ socket }: Outgoing): Incoming {
    const { status, headers, body } = pastedAnswer(this.next());
    // What was pasted is text, whatever charset it once came in.
    const type = headers['content-type']!.replace(/;\s*charset=[^;]*/i, '');
    const told = { ...headers, 'content-type': `${type}; charset=utf-8` };
    return { status, headers: told, body: Buffer.from(body), socket: socket! };
  }

  private next(): string {
    const answer = this.answers[this.taken];
    this.sawEnd ||= answer === undefined;
    if (answer === undefined) throw new NoAnswerLeft('no answer was given for this call');
    this.taken += 1;
    return answer;
  }
}

/** The first message of NTLM, which brings nothing but the wish to log in. */
function isKnock({ options, body }: Outgoing): boolean {
  const { authorization = '' } = options.headers as Readonly<Record<string, string>>;
  return body === undefined && authorization.startsWith('NTLM TlRMTVNTUAAB');
}

/** MS-NLMP 2.2.1.2: version 2 is spoken here; nobody's name, no challenge to speak of. */
function challengeTo({ socket }: Outgoing): Incoming {
  const message = Buffer.alloc(52);
  message.write('NTLMSSP\0', 'latin1');
  message.writeUInt32LE(2, 8);
  message.writeUInt32LE(48, 16);
  message.writeUInt32LE(0x0088_0201, 20);
  message.writeUInt16LE(4, 40);
  message.writeUInt16LE(4, 42);
  message.writeUInt32LE(48, 44);
  const headers = { 'www-authenticate': `NTLM ${message.toString('base64')}` };
  return { status: 401, headers, body: Buffer.alloc(0), socket: socket! };
}
