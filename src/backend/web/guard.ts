// Access control of the workbench. Any web page can make a browser send requests to loopback, and an attacker's host
// name can resolve to it. Therefore both the requested host and the requesting page are checked.
import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';

export interface AccessRules {
  /** The address that the server listens on. */
  readonly host: string;
  readonly port: number;
  /** The secret that a browser must present beyond loopback; undefined on loopback. */
  readonly token: string | undefined;
  /** Names of this machine that are accepted beyond loopback. */
  readonly names: readonly string[];
}

export interface Caller {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

interface Refusal {
  readonly status: 401 | 403 | 421;
  readonly message: string;
}

export function isLoopback(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, '').toLowerCase();
  return name === 'localhost' || name === '::1' || /^127(\.\d{1,3}){3}$/.test(name);
}

/** Undefined if the caller is allowed. */
export function refuseCaller(access: AccessRules, caller: Caller): Refusal | undefined {
  const { headers, path, method } = caller;
  const asked = headers.host ?? '';
  if (!isOwnName(access, asked)) {
    return {
      status: 421,
      message: 'This address is not one of the workbench. Open the one that "parked serve" printed.',
    };
  }
  const isOpening = method === 'GET' && path === '/' && headers['sec-fetch-mode'] === 'navigate';
  const site = headers['sec-fetch-site'];
  const isForeign = site !== undefined && site !== 'same-origin' && site !== 'none';
  const hasForeignOrigin = headers.origin !== undefined && headers.origin !== `http://${asked}`;
  if (hasForeignOrigin || (isForeign && !isOpening)) {
    return { status: 403, message: 'Another site may not ask the workbench.' };
  }
  if (access.token === undefined || hasToken(access, headers, access.token)) return undefined;
  return { status: 401, message: 'Open the address with the token that "parked serve" printed.' };
}

/** Compares with the token in constant time. */
export function isToken(offered: string, token: string): boolean {
  const [a, b] = [Buffer.from(offered), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Cookies are shared by all ports of a host, so the name includes the port. */
export function cookieName({ port }: AccessRules): string {
  return `parked-${port}`;
}

function isOwnName(access: AccessRules, asked: string): boolean {
  const host = asked.replace(/:\d+$/, '').toLowerCase();
  if (host === '') return false;
  // Any port is accepted, because the workbench may be reached through a forwarded one.
  if (isLoopback(host)) return true;
  if (access.token === undefined) return false;
  // A literal address is not subject to DNS rebinding.
  return isIP(host.replace(/^\[|\]$/g, '')) !== 0 || host === access.host.toLowerCase() || access.names.includes(host);
}

function hasToken(access: AccessRules, headers: IncomingHttpHeaders, token: string): boolean {
  const bearer = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1];
  if (bearer !== undefined) return isToken(bearer, token);
  const cookies = (headers.cookie ?? '').split(';').map((cookie) => cookie.trim());
  const own = cookies.find((cookie) => cookie.startsWith(`${cookieName(access)}=`));
  return own !== undefined && isToken(own.slice(own.indexOf('=') + 1), token);
}
