// Checks discovered hosts against `allowedHosts`.
import type { AllowedHost } from '../../../core/query/settings-allowed-hosts.ts';
import { liesWithin, type AddressRange } from '../addresses.ts';
import type { Found } from './model.ts';

/** `by address`: the name is not listed, but it may resolve into an allowed range. The check happens on connecting. */
export type HostVerdict =
  | { readonly verdict: 'allowed' }
  | { readonly verdict: 'by address'; readonly ranges: readonly AddressRange[] }
  | { readonly verdict: 'refused' };

export function judgeHost(
  { hostname, resolvedFrom }: Pick<Found, 'hostname' | 'resolvedFrom'>,
  allowedHosts: readonly AllowedHost[],
): HostVerdict {
  const ranges = allowedHosts.filter((host) => host.type === 'range');
  const address = readAddress(hostname);
  if (address !== undefined) {
    const allowed = liesWithin(address, ranges) || (resolvedFrom !== undefined && isListed(resolvedFrom, allowedHosts));
    return { verdict: allowed ? 'allowed' : 'refused' };
  }
  if (isListed(hostname, allowedHosts)) return { verdict: 'allowed' };
  return ranges.length > 0 ? { verdict: 'by address', ranges } : { verdict: 'refused' };
}

function isListed(name: string, allowedHosts: readonly AllowedHost[]): boolean {
  const plain = name.toLowerCase().replace(/\.$/, '');
  return allowedHosts.some((host) => {
    switch (host.type) {
      case 'name':
        return plain === host.name;
      case 'subdomains':
        return plain.length > host.suffix.length && plain.endsWith(host.suffix);
      case 'range':
        return false;
    }
  });
}

/** Takes an address without brackets; undefined for a name. A URL parser has already normalised IPv4 spellings. */
function readAddress(hostname: string): string | undefined {
  if (hostname.startsWith('[')) return hostname.slice(1, -1);
  return /^[0-9]+(\.[0-9]+){3}\.?$/.test(hostname) ? hostname.replace(/\.$/, '') : undefined;
}
