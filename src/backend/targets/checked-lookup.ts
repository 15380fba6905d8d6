// Names are resolved here and nowhere else, so that the address that was checked is the one that is connected to: a
// name that points elsewhere a moment later (DNS rebinding) gains nothing.
import { lookup as systemLookup, type LookupAddress, type LookupAllOptions } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { isForbiddenAddress, liesWithin, type AddressRange } from './addresses.ts';

export const forbiddenAddressCode = 'PARKED_FORBIDDEN_ADDRESS';
export const outsideAllowedCode = 'PARKED_OUTSIDE_ALLOWED_HOSTS';

/** Resolves a name to all its addresses; `dns.lookup` with `all`. */
export type ResolveAll = (
  hostname: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * A `lookup` for node:http that leaves out addresses that are forbidden or, where ranges are given, in none of them;
 * when none is left it fails with `forbiddenAddressCode` or `outsideAllowedCode`.
 */
export function createCheckedLookup(
  allowLinkLocal: boolean,
  resolveAll: ResolveAll = systemLookup,
  allowedRanges?: readonly AddressRange[],
): LookupFunction {
  return (hostname, options, callback) => {
    resolveAll(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) {
        callback(error, []);
        return;
      }
      const harmless = addresses.filter(({ address }) => allowLinkLocal || !isForbiddenAddress(address));
      const allowed = harmless.filter(
        ({ address }) => allowedRanges === undefined || liesWithin(address, allowedRanges),
      );
      const first = allowed[0];
      if (first === undefined) {
        const refusal = new Error('every address of this name is forbidden');
        const code = harmless.length > 0 ? outsideAllowedCode : forbiddenAddressCode;
        callback(Object.assign(refusal, { code }), []);
      } else if (options.all === true) callback(null, allowed);
      else callback(null, first.address, first.family);
    });
  };
}

/** For a host that is an address already: `lookup` is never asked about those. */
export function isForbiddenLiteral(hostname: string, allowLinkLocal: boolean): boolean {
  const address = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
  const isLiteral = hostname.startsWith('[') || /^[0-9.]+$/.test(address);
  return isLiteral && !allowLinkLocal && isForbiddenAddress(address);
}
