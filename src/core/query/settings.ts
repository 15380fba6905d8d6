// The shape of a data source's settings once they are understood. How to read them from jsonData is settings-reader.ts.
import type { IgnoreSettings } from '../ignore/model.ts';
import type { Labels } from '../labels.ts';
import type { Bounds } from '../limits.ts';
import type { Role } from './request.ts';
import type { AllowedHost } from './settings-allowed-hosts.ts';
import type { Discovery } from './settings-discovery.ts';
import type { HistorySettings } from './settings-history.ts';
import type { ProcessSettings } from './settings-process.ts';
import type { SourceSettings } from './settings-source.ts';
import type { SamplingSettings } from './settings-sampling.ts';

/** A credential for whatever is not `url`. The secret stays in `secrets` until a fetch needs it. */
export interface NamedAuth {
  readonly name: string;
  readonly type: 'basic' | 'bearer' | 'header';
  readonly user: string;
  readonly header: string;
  readonly secret: string;
}

/** What goes to `url` and nowhere else. */
export interface UrlAuth {
  readonly basic: { readonly user: string; readonly password: string } | undefined;
  readonly bearer: string | undefined;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly tls: {
    readonly skipVerify: boolean;
    readonly serverName: string;
    /** PEM; empty where not set. */
    readonly caCert: string;
    readonly clientCert: string;
    readonly clientKey: string;
  };
}

/** One entry of `targets`. */
export interface StaticTargets {
  readonly urls: readonly string[];
  readonly labels: Labels;
  readonly auth: string | undefined;
  /** Path or URL of the target's own metrics. */
  readonly metrics: string;
}

export interface DumpRules {
  /** Least role that may take a debug=2 dump. */
  readonly role: Role;
  /** Above this many goroutines a dump is refused; 0 lifts the bound. */
  readonly maxGoroutines: number;
  readonly inAlerts: boolean;
}

export interface Settings extends ProcessSettings, SourceSettings {
  /** Base URL or pprof root; empty when only `targets` are used. */
  readonly url: string;
  readonly urlAuth: UrlAuth;
  /** Whole fetch, from `timeout` in seconds; undefined: the bound `fetchTimeout`. */
  readonly timeoutMs: number | undefined;
  readonly auth: readonly NamedAuth[];
  readonly targets: readonly StaticTargets[];
  readonly discovery: readonly Discovery[];
  /** What discovery may point at; not empty when there is any discovery. */
  readonly allowedHosts: readonly AllowedHost[];
  readonly dumps: DumpRules;
  readonly sampling: SamplingSettings;
  /** Which engine keeps the past. */
  readonly history: HistorySettings;
  /** Module prefixes that are own code, over what the profile suggests. */
  readonly ownCode: readonly string[];
  /** pprof labels to keep; all others are dropped before groups are counted. */
  readonly labelKeys: readonly string[];
  /** Healthy stacks to leave out. Where no packs are named, all but goleak's: what begins to leak comes back. */
  readonly ignore: IgnoreSettings & { readonly packsAreDefault: boolean };
  /** The bounds in force: defaults, overridden by `bounds`, capped by grafana.ini. Keyed as in core/limits.ts. */
  readonly bounds: Bounds;
  /** grafana.ini allows targets at link-local and cloud metadata addresses (`allow_link_local = true`). */
  readonly allowLinkLocal: boolean;
}
