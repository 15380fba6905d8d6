// What the form holds: `jsonData` as it is stored, wrong values included until they are mended. Its shape is that of
// the settings in core, which the backend reads with.
import type { DataSourceJsonData, DataSourceSettings } from '@grafana/data';
import type { SettingsInput } from '../../core/query/settings-shape.ts';

/** A number is text while it is typed; null, which means the default, is taken out before. */
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
/** An engine that has settings of its own. */
export type HistoryEntry = Exclude<NonNullable<ParkedOptions['history']>, string>;

export type Secrets = Record<string, string>;
export type Options = DataSourceSettings<ParkedOptions, Secrets>;
