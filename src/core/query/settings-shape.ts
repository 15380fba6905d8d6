// The shape of `jsonData`, derived from the list of parts. Unknown keys at the top level are kept; inside Parked's own
// lists they are typing errors.
import type * as v from 'valibot';
import type { Entries } from './settings-part.ts';
import { settingsParts } from './settings-parts.ts';

type Part = (typeof settingsParts)[number];
type Intersect<U> = (U extends unknown ? (one: U) => void : never) extends (all: infer All) => void ? All : never;

/** What may be stored under the keys of one part. Missing keys and nulls mean the default. */
type InputOf<E extends Entries> = { readonly [K in keyof E]?: DeepReadonly<v.InferInput<E[K]>> };
type InputOfPart<P> = P extends { readonly entries: infer E extends Entries } ? InputOf<E> : never;

type DeepReadonly<T> = T extends readonly (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : T extends object
    ? { readonly [K in keyof T]: DeepReadonly<T[K]> }
    : T;

type Flat<T> = { [K in keyof T]: T[K] };

/** `jsonData` as it may be stored, without the numbered headers (`httpHeaderName1`). Forms use this type. */
export type SettingsInput = Flat<Intersect<InputOfPart<Part>>>;

/** The keys of `jsonData` that this version reads, except the numbered headers (`httpHeaderName1`). */
export const settingNames: readonly string[] = settingsParts.flatMap(({ entries }) => Object.keys(entries));
