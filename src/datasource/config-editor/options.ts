// The content of the form: `jsonData` as stored, including invalid values. Its shape is that of the settings in core.
import type { DataSourceJsonData, DataSourceSettings } from '@grafana/data';
import type { SettingsInput } from '../../core/query/settings-shape.ts';

/** Numbers are texts while typed. Nulls, which mean the default, are removed first. */
type Typed<T> = T extends null
  ? never
  : T extends number
    ? number | string
    : T extends readonly (infer Item)[]
      ? readonly Typed<Item>[]
      : T extends object
        ? { readonly [K in keyof T]: Typed<T[K]> }
        : T;
type Item<List> = NonNullable<List> extends readonly (infer One)[] ? One : never;

export type ParkedOptions = DataSourceJsonData & Typed<SettingsInput>;
export type AuthEntry = Item<ParkedOptions['auth']>;
export type TargetsEntry = Item<ParkedOptions['targets']>;
export type DiscoveryEntry = Item<ParkedOptions['discovery']>;
export type Condition = Item<DiscoveryEntry['match']>;
export type PastEntry = Item<ParkedOptions['past']>;
type IgnoreOptions = NonNullable<ParkedOptions['ignore']>;
export type IgnoreRuleEntry = Item<IgnoreOptions['rules']>;
/** An engine with its own settings. */
export type HistoryEntry = Exclude<NonNullable<ParkedOptions['history']>, string>;

export type Secrets = Record<string, string>;
export type Options = DataSourceSettings<ParkedOptions, Secrets>;
