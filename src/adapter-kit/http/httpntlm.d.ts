declare module 'httpntlm' {
  interface Identity {
    username: string;
    password: string;
    domain: string;
    workstation: string;
  }
  interface Challenge {
    readonly negotiateFlags: number;
    readonly targetInfo?: Buffer;
  }
  const httpntlm: {
    readonly ntlm: {
      /** The whole value of the header. */
      createType1Message(identity: Identity): string;
      /** @param failed gets an Error, and null is returned, for what is no challenge. */
      parseType2Message(header: string, failed: (error: Error) => void): Challenge | null;
      /** The whole value of the header. */
      createType3Message(challenge: Challenge, identity: Identity): string;
    };
  };
  export default httpntlm;
}
