// What the form holds: `jsonData` as it is stored, wrong values included until they are mended. The judge of it is
// `readSettings` of core, which the backend asks as well.
import type { DataSourceJsonData, DataSourceSettings } from '@grafana/data';

/** A number once it is one; what was typed before that. */
export type Amount = number | string;

export interface AuthEntry {
  readonly name: string;
  readonly type: 'basic' | 'bearer' | 'header';
  readonly user?: string;
  readonly header?: string;
}

export interface TargetsEntry {
  readonly urls: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly auth?: string;
  readonly metrics?: string;
}

export interface Condition {
  readonly label: string;
  readonly op: string;
  readonly value: string;
}

export interface DiscoveryEntry {
  readonly type: 'prometheus' | 'http_sd' | 'dns';
  readonly url?: string;
  readonly names?: readonly string[];
  readonly match?: readonly Condition[];
  readonly scheme?: 'http' | 'https';
  readonly port?: Amount;
  readonly path?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly auth?: string;
  readonly targetAuth?: string;
}

export interface IgnoreRuleEntry {
  readonly top?: string;
  readonly any?: string;
  readonly entry?: string;
  readonly creator?: string;
  readonly state?: string;
  readonly label?: { readonly name: string; readonly value: string };
  readonly foreign?: true;
  readonly maxCount?: Amount;
  readonly what?: string;
}

export interface PrometheusHistoryEntry {
  readonly type: 'prometheus';
  readonly remoteWrite?: string;
  readonly query?: string;
  readonly auth?: string;
}

export interface ParkedOptions extends DataSourceJsonData {
  readonly timeout?: Amount;
  readonly auth?: readonly AuthEntry[];
  readonly targets?: readonly TargetsEntry[];
  readonly discovery?: readonly DiscoveryEntry[];
  readonly allowedHosts?: readonly string[];
  readonly sampling?: {
    readonly enabled?: boolean;
    readonly interval?: string;
    readonly leakProfile?: string;
    readonly retention?: string;
    readonly idle?: string;
  };
  readonly history?: 'embedded' | { readonly type: 'embedded' } | PrometheusHistoryEntry;
  readonly dumps?: {
    readonly role?: 'Viewer' | 'Editor' | 'Admin';
    readonly maxGoroutines?: Amount;
    readonly inAlerts?: boolean;
  };
  readonly ownCode?: readonly string[];
  readonly sourceLink?: string;
  readonly sourceRaw?: string | { readonly url?: string; readonly auth?: string };
  readonly sourceRole?: 'Viewer' | 'Editor' | 'Admin';
  readonly ignore?: {
    readonly packs?: readonly string[];
    readonly rules?: readonly IgnoreRuleEntry[];
    readonly goleak?: string;
  };
  readonly labelKeys?: readonly string[];
  readonly memoryLimit?: Amount;
  readonly goroutineLimit?: Amount;
  readonly requestMetric?: string;
  readonly bounds?: Readonly<Record<string, Amount>>;
}

export type Secrets = Record<string, string>;
export type Options = DataSourceSettings<ParkedOptions, Secrets>;
