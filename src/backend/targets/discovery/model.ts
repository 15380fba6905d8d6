// Input and output of every discovery method. A discovered target is untrusted: no request is sent before
// `allowedHosts` was checked.
import type { Labels } from '../../../core/labels.ts';
import type { Problem, Result } from '../../../core/problem.ts';
import type { Discovery } from '../../../core/query/settings-discovery.ts';
import type { NamedAuth, Settings } from '../../../core/query/settings.ts';
import type { ResolveAll } from '../checked-lookup.ts';
import type { TlsOptions } from '../exchange.ts';
import type { DnsResolver } from './dns-resolver.ts';

/** One discovered process. */
export interface Found {
  /** Spelled as in `URL.hostname`. */
  readonly hostname: string;
  /** Undefined if not given. */
  readonly port: number | undefined;
  readonly scheme: 'http' | 'https' | undefined;
  /** Path of the pprof root; undefined if not given. */
  readonly path?: string | undefined;
  /** The server (a base URL) that proxies requests to the target; undefined for direct requests. */
  readonly via?: Via | undefined;
  /** The metrics page; undefined for the default, `/metrics` beside pprof. */
  readonly metrics: URL | undefined;
  /** All received labels, including those that begin with `__`. */
  readonly labels: Labels;
  /** The name that resolved to this address. Allowing the name allows its addresses. */
  readonly resolvedFrom?: string;
}

/** A server that forwards requests to a target. */
export interface Via {
  readonly base: URL;
  readonly auth: NamedAuth | undefined;
  readonly tls: TlsOptions | undefined;
}

export interface FoundList {
  readonly found: readonly Found[];
  /** Number of entries without a usable host. */
  readonly unreadable: number;
  /** Number of entries beyond `maxEntries`, which were not read. */
  readonly cut: number;
  /** Why part of the list is missing or outdated. */
  readonly problem: Problem | null;
}

/**
 * Ten times the maximum number of targets of a data source. `match` can choose from that many, and one pass takes under
 * a second.
 */
export const maxEntries = 20_000;

export interface DiscoveryContext {
  readonly settings: Settings;
  /** The previous list. */
  readonly previous: FoundList | undefined;
  readonly resolveAll: ResolveAll | undefined;
  readonly createResolver: (timeoutMs: number) => DnsResolver;
  /** Aborts when the entry is no longer in use. */
  readonly signal: AbortSignal;
  /** Returns the same object on every call. For state that lives between two requests. */
  readonly remember: <T extends object>(create: () => T) => T;
  /** Reports a change: the next request fetches the list again. */
  readonly onChange: () => void;
}

/** Fails if nothing could be read; the previous list then stays in use. */
export type Discover<Entry extends Discovery> = (entry: Entry, context: DiscoveryContext) => Promise<Result<FoundList>>;
