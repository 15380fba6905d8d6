// Explains a failed exchange: the host, what happened, what to do. Messages contain no path, no header and no text of
// the target or the TLS library, since both may repeat what they were sent.
import type { Problem } from '../../core/problem.ts';
import { formatDuration } from '../../core/query/duration.ts';
import { forbiddenAddressCode, outsideAllowedCode } from './checked-lookup.ts';
import { isOutOfDescriptors, readDescriptorLimit } from '../descriptors.ts';
import type { LocalFailure } from './local-files.ts';

/** How far an exchange got before it failed. */
export type Phase = 'connecting' | 'TLS handshake' | 'waiting' | 'reading';

export type Failure =
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'forbidden address' }
  | { readonly kind: 'socket'; readonly failure: LocalFailure }
  | { readonly kind: 'connect timeout'; readonly afterMs: number }
  | { readonly kind: 'timeout'; readonly afterMs: number; readonly phase: Phase }
  | { readonly kind: 'no answer'; readonly what: string }
  | { readonly kind: 'error'; readonly error: unknown; readonly phase: Phase };

export function describeFailure(failure: Failure, host: string): Problem {
  return { ...nameFailure(failure, host), hosts: [host] };
}

function nameFailure(failure: Failure, host: string): Problem {
  switch (failure.kind) {
    case 'cancelled':
      return problem(
        'cancelled',
        499,
        `The request to ${host} was cancelled, because no caller waits for it. Try again.`,
      );
    case 'forbidden address':
      return forbidden(host);
    case 'socket':
      return describeSocket(failure.failure, host);
    case 'connect timeout':
      return problem(
        'timeout',
        504,
        `${host} did not accept a connection within ${formatDuration(failure.afterMs)}. Check that the process runs ` +
          'and that no firewall blocks the connection.',
      );
    case 'timeout':
      return problem('timeout', 504, describeTimeout(failure.phase, host, formatDuration(failure.afterMs)));
    case 'no answer':
      return problem(
        'not_http',
        502,
        `${host} sent ${failure.what} instead of an answer. Check that the URL leads to the Go process, and check the proxy in front of it.`,
      );
    case 'error':
      return describeError(failure.error, failure.phase, host);
  }
}

function describeSocket(failure: LocalFailure, host: string): Problem {
  if (failure === 'forbidden') {
    return problem(
      'forbidden_socket',
      400,
      `${host} is outside the folders whose sockets may be used. An administrator can allow folders with ` +
        "unix_sockets in the plugin's section of grafana.ini. Links are resolved before this check.",
    );
  }
  return problem('unreachable', 502, `There is no socket ${host}. Check that the process runs and listens there.`);
}

function describeTimeout(phase: Phase, host: string, after: string): string {
  switch (phase) {
    case 'connecting':
      return `${host} did not accept a connection within ${after}. Check that the process runs and that no firewall blocks the connection.`;
    case 'TLS handshake':
      return `${host} accepted a connection but did not finish the TLS handshake within ${after}. Check that it serves https there.`;
    case 'waiting':
      return (
        `${host} accepted the request but sent nothing within ${after}. A process with very many goroutines takes ` +
        "long. Raise the data source's timeout, or check whether the process hangs."
      );
    case 'reading':
      return `${host} began to answer but was not done within ${after}. Raise the data source's timeout, or check the network in between.`;
  }
}

/** Maps error codes of Node and OpenSSL. Both runtimes use the same codes. */
function describeError(error: unknown, phase: Phase, host: string): Problem {
  const code = readCode(error);
  if (phase === 'connecting' && code !== forbiddenAddressCode && isOutOfDescriptors()) return noDescriptors;
  switch (code) {
    case forbiddenAddressCode:
      return forbidden(host);
    case outsideAllowedCode:
      return problem(
        'outside_allowed_hosts',
        400,
        `${host} was discovered, but none of its addresses is within the allowed hosts. If you want this target, add its name or address to "Allowed hosts".`,
      );
    case 'EACCES':
      return problem(
        'unreachable',
        502,
        `Grafana's user may not connect to ${host}. Give it the right to write to the socket, for instance by a group.`,
      );
    case 'ECONNREFUSED':
      return problem(
        'unreachable',
        502,
        `${host} refused the connection. Check that the process runs and listens on that port, and on an address that Grafana's machine can reach.`,
      );
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EAI_NODATA':
    case 'EAI_NONAME':
      return problem(
        'unknown_host',
        502,
        `The name of ${host} cannot be resolved. Check its spelling and the DNS of Grafana's machine.`,
      );
    case 'HPE_HEADER_OVERFLOW':
      return problem(
        'not_http',
        502,
        `${host} sent more headers than any pprof server does. Check that the URL leads to the Go process.`,
      );
  }
  if (isTls(code) || phase === 'TLS handshake') return describeTls(code, host);
  if (code.startsWith('HPE_')) {
    return problem('not_http', 502, `What ${host} sent is not HTTP. Check the port, and whether it serves https.`);
  }
  if (phase === 'reading' || phase === 'waiting') {
    const when = phase === 'reading' ? 'in the middle of its answer' : 'before it answered';
    return problem(
      'broken_off',
      502,
      `${host} closed the connection ${when}. The process may have restarted, or a proxy or a write timeout of the server may have cut the answer off.`,
    );
  }
  return problem(
    'unreachable',
    502,
    `${host} cannot be reached${code === '' ? '' : ` (${code})`}. Check the address and the network in between.`,
  );
}

function describeTls(code: string, host: string): Problem {
  return problem('tls', 502, `${host}: ${explainTls(code)}`);
}

function explainTls(code: string): string {
  switch (code) {
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
      return 'Parked does not know the authority that signed its certificate. Give the CA certificate in the TLS settings ("With CA Cert").';
    case 'CERT_HAS_EXPIRED':
    case 'CERT_NOT_YET_VALID':
      return 'its certificate is not valid at this time. Renew it, or set the clock.';
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return 'its certificate is for another name. Set ServerName in the TLS settings, or use the name that the certificate has.';
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
    case 'ERR_SSL_PACKET_LENGTH_TOO_LONG':
    case 'EPROTO':
      return 'it does not speak TLS on this port. Try http:// instead of https://.';
  }
  if (
    code.includes('CERTIFICATE_REQUIRED') ||
    code.includes('HANDSHAKE_FAILURE') ||
    code.includes('BAD_CERTIFICATE') ||
    code.includes('UNKNOWN_CA')
  ) {
    return 'it refused the TLS handshake. It may require a client certificate, or a different one. Check "TLS Client Auth" in the TLS settings.';
  }
  if (code.startsWith('ERR_OSSL_') || code.includes('PEM') || code.includes('KEY_VALUES_MISMATCH')) {
    return (
      'certificate and key in the TLS settings cannot be used. Check that each is whole PEM text, that they belong ' +
      'together, and that the key has no password.'
    );
  }
  return `the TLS handshake failed${code === '' ? '' : ` (${code})`}. Check the TLS settings on both sides.`;
}

function isTls(code: string): boolean {
  return (
    code.startsWith('ERR_SSL_') ||
    code.startsWith('ERR_TLS_') ||
    code.startsWith('ERR_OSSL_') ||
    code.includes('CERT') ||
    code === 'EPROTO'
  );
}

function forbidden(host: string): Problem {
  return problem(
    'forbidden_address',
    400,
    `${host} is a link-local or cloud metadata address, which Parked never fetches. If it really is a target, ` +
      "set allow_link_local = true in the plugin's section of grafana.ini.",
  );
}

/** Returns only known code words of Node or OpenSSL. A message may repeat what was sent. */
function readCode(error: unknown): string {
  const code: unknown = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,60}$/.test(code) ? code : '';
}

const problem = (code: string, status: number, message: string): Problem => ({
  code,
  status,
  source: 'downstream',
  message,
});

/** The code of an exchange that found no descriptor for its connection. Nothing was sent. */
export const noDescriptorsCode = 'no_descriptors';

const noDescriptors: Problem = {
  code: noDescriptorsCode,
  status: 503,
  source: 'plugin',
  message:
    `Parked cannot open more files or connections. The operating system allows ${readDescriptorLimit()} for each ` +
    'process ("ulimit -n"). Raise the limit for Grafana (LimitNOFILE under systemd), or ask fewer targets at ' +
    'once ("Most fetches at one time").',
};
