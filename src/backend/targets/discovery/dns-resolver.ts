// The DNS operations that discovery needs.
import { Resolver } from 'node:dns/promises';

export interface DnsResolver {
  resolve4(name: string): Promise<readonly string[]>;
  resolve6(name: string): Promise<readonly string[]>;
  resolveSrv(name: string): Promise<readonly { readonly name: string; readonly port: number }[]>;
  /** Cancels pending lookups. They fail with ECANCELLED. */
  cancel(): void;
}

/** Uses the servers in resolv.conf. Names are fully qualified; search domains are not tried. */
export function createSystemResolver(timeoutMs: number): DnsResolver {
  return new Resolver({ timeout: timeoutMs, tries: 2 });
}
