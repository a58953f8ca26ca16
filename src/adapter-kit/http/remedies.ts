const OURS = 'the CRM does not accept our certificate; see http.tls.certificate, http.tls.key or http.tls.pfx';
const UNKNOWN_AUTHORITY =
  "the CRM's certificate is not accepted: nobody known here vouches for it; put its authority into http.tls.ca";
const DATES = "the CRM's certificate is not accepted: it is out of date, and has to be renewed there";
const NAME = "the CRM's certificate is not accepted: it is for another host; check the address, or set http.tls.serverName";
const DAMAGED = "the CRM's certificate is not accepted";
const NO_TLS = 'the CRM does not speak TLS as we do; check https:// in the address, and http.tls.minVersion';

const NO_TLS_OR_OURS = `${NO_TLS}; or it wants a certificate of ours (http.tls.certificate)`;

/** By Node's code or ours: what an operator has to do. The request was certainly not processed: TLS refuses before it, a redirect instead of it. */
const REMEDIES: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: DATES,
  CERT_NOT_YET_VALID: DATES,
  CERT_SIGNATURE_FAILURE: DAMAGED,
  CERT_UNTRUSTED: DAMAGED,
  DEPTH_ZERO_SELF_SIGNED_CERT: UNKNOWN_AUTHORITY,
  SELF_SIGNED_CERT_IN_CHAIN: UNKNOWN_AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT: UNKNOWN_AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNKNOWN_AUTHORITY,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNKNOWN_AUTHORITY,
  ERR_TLS_CERT_ALTNAME_INVALID: NAME,
  // A server that speaks TLS 1.3 asks for ours when the request is on its way already; it refuses the connection, and never reads the request.
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: OURS,
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: OURS,
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED: OURS,
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_REVOKED: OURS,
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN: OURS,
  ERR_SSL_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE: OURS,
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: OURS,
  ERR_SSL_TLSV1_ALERT_ACCESS_DENIED: OURS,
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: NO_TLS_OR_OURS,
  TOO_MANY_REDIRECTS: 'the CRM sends us round in redirects; check the address',
  NTLM_NOT_ASKED: 'check http.auth.kind',
  NTLM_TOO_OLD: 'NTLM was refused',
  PROXY_CREDENTIALS: 'the proxy wants other credentials; see http.proxy.username and http.proxy.password',
  PROXY_REFUSED: 'the proxy does not let us to the CRM; see http.proxy',
};

/** Codes that mean the same as long as nothing was sent. */
const BEFORE_SENDING: Readonly<Record<string, string>> = {
  EPROTO: NO_TLS_OR_OURS,
  ERR_SSL_WRONG_VERSION_NUMBER: NO_TLS,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: NO_TLS,
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: NO_TLS,
  ERR_SSL_UNSUPPORTED_PROTOCOL: NO_TLS,
};

/** What an operator has to do before a request of this kind can get through; undefined where nobody has to. */
export function remedyFor({ code = '', sent }: { readonly code?: string; readonly sent: boolean }): string | undefined {
  return REMEDIES[code] ?? (sent ? undefined : BEFORE_SENDING[code]);
}
