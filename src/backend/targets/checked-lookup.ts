// Names are resolved here and nowhere else, so that the address that was checked is the one that is connected to: a
// name that points elsewhere a moment later (DNS rebinding) gains nothing.
import { lookup as systemLookup, type LookupAddress, type LookupAllOptions } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { isForbiddenAddress } from './addresses.ts';

export const forbiddenAddressCode = 'PARKED_FORBIDDEN_ADDRESS';

/** Resolves a name to all its addresses; `dns.lookup` with `all`. */
export type ResolveAll = (
  hostname: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** A `lookup` for node:http that leaves forbidden addresses out and fails with `forbiddenAddressCode` when none is left. */
export function createCheckedLookup(allowLinkLocal: boolean, resolveAll: ResolveAll = systemLookup): LookupFunction {
  return (hostname, options, callback) => {
    resolveAll(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) {
        callback(error, []);
        return;
      }
      const allowed = addresses.filter(({ address }) => allowLinkLocal || !isForbiddenAddress(address));
      const first = allowed[0];
      if (first === undefined) {
        const refusal = new Error('every address of this name is forbidden');
        callback(Object.assign(refusal, { code: forbiddenAddressCode }), []);
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
