// `allowedHosts`: what discovery may point at. Hosts are compared in the form of the URL parser, never by text prefix:
// `http://allowed@169.254.169.254` begins with an allowed host too.
import { succeed, type Result } from '../problem.ts';
import { failSetting } from './settings-problem.ts';

/** `subdomains`: any name below `suffix`, which begins with a dot, but not the domain itself. `range`: addresses. */
export type AllowedHost =
  | { readonly type: 'name'; readonly name: string }
  | { readonly type: 'subdomains'; readonly suffix: string }
  | { readonly type: 'range'; readonly network: string; readonly prefixBits: number };

const advice =
  'Write a name (app.internal), a wildcard (*.svc.cluster.local), an address or a CIDR range (10.0.0.0/8).';

export function readAllowedHosts(texts: readonly string[]): Result<readonly AllowedHost[]> {
  const hosts: AllowedHost[] = [];
  for (const [index, text] of texts.entries()) {
    const field = `allowedHosts[${index}]`;
    if (text === '*') {
      return failSetting(
        field,
        `${field} is "*", which would let discovery point anywhere. List domains, or ranges such as 10.0.0.0/8.`,
      );
    }
    const host = readAllowedHost(text);
    if (host === undefined) return failSetting(field, `${field} is not a host. ${advice}`);
    hosts.push(host);
  }
  return succeed(hosts);
}

function readAllowedHost(text: string): AllowedHost | undefined {
  const slash = text.indexOf('/');
  if (slash >= 0) return readRange(text.slice(0, slash), text.slice(slash + 1));
  if (text.includes(':') || text.startsWith('[') || isV4(text)) return readRange(text, undefined);
  const wildcard = text.startsWith('*.');
  const name = normalizeHostname(wildcard ? text.slice(2) : text);
  if (name === undefined || isV4(name) || name.startsWith('[')) return undefined;
  return wildcard ? { type: 'subdomains', suffix: `.${name}` } : { type: 'name', name };
}

function readRange(address: string, prefix: string | undefined): AllowedHost | undefined {
  const bare = address.replace(/^\[(.*)\]$/, '$1');
  const sixth = bare.includes(':');
  const hostname = normalizeHostname(sixth ? `[${bare}]` : bare);
  // A URL parser reads 010.0.0.0 as 8.0.0.0, which the author does not mean.
  if (hostname === undefined || (!sixth && (hostname !== bare || !isV4(hostname)))) return undefined;
  const maxBits = sixth ? 128 : 32;
  if (prefix !== undefined && !/^\d{1,3}$/.test(prefix)) return undefined;
  const prefixBits = prefix === undefined ? maxBits : Number(prefix);
  if (prefixBits > maxBits) return undefined;
  return { type: 'range', network: hostname.replace(/^\[|\]$/g, ''), prefixBits };
}

/**
 * A host in the form of `URL.hostname`, without a trailing dot; IPv6 addresses keep their brackets. Undefined when the
 * text is not exactly a host.
 */
export function normalizeHostname(text: string): string | undefined {
  if (!/^[a-zA-Z0-9._-]+$/.test(text) && !/^\[[0-9a-fA-F:.]+\]$/.test(text)) return undefined;
  try {
    const { hostname } = new URL(`http://${text}`);
    const name = hostname.replace(/\.$/, '');
    return name === '' ? undefined : name;
  } catch {
    return undefined;
  }
}

const isV4 = (text: string): boolean => /^\d{1,3}(\.\d{1,3}){3}$/.test(text);
