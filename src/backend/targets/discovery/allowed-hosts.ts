// Holds `allowedHosts` against what was discovered.
import type { AllowedHost } from '../../../core/query/settings-allowed-hosts.ts';
import { liesWithin, type AddressRange } from '../addresses.ts';
import type { Found } from './model.ts';

/** `by address`: the name itself is not listed, yet may lead into one of the ranges; that shows when it is connected to. */
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

/** Without brackets; undefined for a name. A URL parser has already turned every other spelling of IPv4 into this one. */
function readAddress(hostname: string): string | undefined {
  if (hostname.startsWith('[')) return hostname.slice(1, -1);
  return /^[0-9]+(\.[0-9]+){3}\.?$/.test(hostname) ? hostname.replace(/\.$/, '') : undefined;
}
