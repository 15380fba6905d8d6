// What every discovery method is given and gives back. What it gives is a claim: nothing is asked there before
// `allowedHosts` has been held against it.
import type { Labels } from '../../../core/labels.ts';
import type { Problem, Result } from '../../../core/problem.ts';
import type { Discovery } from '../../../core/query/settings-discovery.ts';
import type { NamedAuth, Settings } from '../../../core/query/settings.ts';
import type { ResolveAll } from '../checked-lookup.ts';
import type { TlsOptions } from '../exchange.ts';
import type { DnsResolver } from './dns-resolver.ts';

/** One process as it was found. */
export interface Found {
  /** As `URL.hostname` spells it. */
  readonly hostname: string;
  /** Undefined: not told. */
  readonly port: number | undefined;
  readonly scheme: 'http' | 'https' | undefined;
  /** Path of its pprof root; undefined: not told. */
  readonly path?: string | undefined;
  /** Read through this server (a base URL) instead of directly. */
  readonly via?: Via | undefined;
  /** Its metrics page; undefined: `/metrics` beside pprof. */
  readonly metrics: URL | undefined;
  /** All that came, those that begin with `__` included. */
  readonly labels: Labels;
  /** The name that was asked for and whose address this is: who allows the name allows its addresses. */
  readonly resolvedFrom?: string;
}

/** A server that passes requests on to a target. */
export interface Via {
  readonly base: URL;
  readonly auth: NamedAuth | undefined;
  readonly tls: TlsOptions | undefined;
}

export interface FoundList {
  readonly found: readonly Found[];
  /** Entries that name no host that could be asked. */
  readonly unreadable: number;
  /** Entries beyond `maxEntries`, which were not looked at. */
  readonly cut: number;
  /** Why part of it is missing or older than the rest. */
  readonly problem: Problem | null;
}

/** Ten times the targets of a data source: enough to choose from by `match`, few enough to be walked within a second. */
export const maxEntries = 20_000;

export interface DiscoveryContext {
  readonly settings: Settings;
  /** What was found the time before. */
  readonly previous: FoundList | undefined;
  readonly resolveAll: ResolveAll | undefined;
  readonly createResolver: (timeoutMs: number) => DnsResolver;
  /** Aborts when nobody uses the entry any more. */
  readonly signal: AbortSignal;
  /** The same as the time before: for what is followed between two requests for the list. */
  readonly remember: <T extends object>(create: () => T) => T;
  /** There is something new: the list is asked for again with the next request. */
  readonly onChange: () => void;
}

/** Fails when nothing at all could be learned; the list before then stands. */
export type Discover<Entry extends Discovery> = (entry: Entry, context: DiscoveryContext) => Promise<Result<FoundList>>;
