// The type of the settings, derived from the list of parts. settings-reader.ts reads them.
import type { settingsParts } from './settings-parts.ts';

export type { UrlAuth } from './settings-auth.ts';
export type { NamedAuth, OAuth2 } from './settings-named-auth.ts';
export type { DumpRules } from './settings-dumps.ts';
export type { StaticTargets } from './settings-targets.ts';

type Part = (typeof settingsParts)[number];
type Understood<P> = P extends { readonly read: (...args: never[]) => infer R }
  ? R extends { readonly ok: true; readonly value: infer T }
    ? (all: T) => void
    : never
  : never;

/** The settings of all parts together. */
export type Settings =
  Understood<Part> extends (all: infer All) => void ? { readonly [K in keyof All]: All[K] } : never;
