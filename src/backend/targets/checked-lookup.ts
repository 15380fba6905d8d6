// The only place that resolves host names. The checked address is the address that is connected to, which defeats DNS
// rebinding.
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
 * A `lookup` for node:http that removes forbidden addresses and, if ranges are given, addresses outside all of them.
 * Fails with `forbiddenAddressCode` or `outsideAllowedCode` if no address is left.
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

/** Whether a host is itself a forbidden address. `lookup` is never called for such hosts. */
export function isForbiddenLiteral(hostname: string, allowLinkLocal: boolean): boolean {
  const address = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
  const isLiteral = hostname.startsWith('[') || /^[0-9.]+$/.test(address);
  return isLiteral && !allowLinkLocal && isForbiddenAddress(address);
}
