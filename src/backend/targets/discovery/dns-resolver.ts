// The part of DNS that discovery needs.
import { Resolver } from 'node:dns/promises';

export interface DnsResolver {
  resolve4(name: string): Promise<readonly string[]>;
  resolve6(name: string): Promise<readonly string[]>;
  resolveSrv(name: string): Promise<readonly { readonly name: string; readonly port: number }[]>;
  /** What is waited for ends with ECANCELLED. */
  cancel(): void;
}

/** The servers of the machine's resolv.conf; names are taken whole, search domains are not tried. */
export function createSystemResolver(timeoutMs: number): DnsResolver {
  return new Resolver({ timeout: timeoutMs, tries: 2 });
}
