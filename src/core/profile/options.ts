// What a caller can ask of the readers, and the bounds they work under.
import type { Bounds } from '../limits.ts';
import { defaultBounds } from '../limits.ts';
import type { KnownStacks } from './known-stacks.ts';
import type { ProfileKind } from './model.ts';

type ReaderBoundName =
  | 'line'
  | 'framesPerStack'
  | 'groupsPerProfile'
  | 'sampleIdsPerEntry'
  | 'stackText'
  | 'stackNodes'
  | 'profileTables'
  | 'decompressed';

export type ReaderBounds = Readonly<Pick<Bounds, ReaderBoundName>>;

/** One goroutine of a debug=2 or debug=3 profile, as its own header tells it. */
export interface GoroutineSeen {
  readonly id: number;
  /** The runtime's words, as in the entry's `header.status`. */
  readonly status: string;
  /** 0 means less than one, or unknown to the runtime. */
  readonly waitMinutes: number;
  readonly lockedToThread: boolean;
  readonly leaked: boolean;
  /** Number of the goroutine that created it; undefined before Go 1.21 and for debug=3. */
  readonly creatorGoroutine: number | undefined;
  /** Index into the result's `profiles`. */
  readonly profile: number;
  /** Index into that profile's `entries`: its frames, labels and creator. */
  readonly entry: number;
}

export interface ReaderOptions {
  /** What is left out is `core/limits.ts`' default. */
  readonly bounds?: Partial<ReaderBounds>;
  /** What was asked for, where the profile itself does not say (debug=2). Default `goroutine`. */
  readonly kind?: ProfileKind;
  /** pprof labels to keep; the rest is dropped before entries are told apart. Default: all. */
  readonly labelKeys?: readonly string[];
  /** Whether entries of debug=0 carry addresses, and are told apart by them; default true. */
  readonly addresses?: boolean;
  /** Stacks of debug=0 that earlier profiles had: the same `frames` arrays are given again. Default: none. */
  readonly known?: KnownStacks;
  /** Told now and then how many bytes the tables of a protobuf take so far. */
  readonly onTables?: (bytes: number) => unknown;
  /** Called for every goroutine of a debug=2 or debug=3 profile that could be read, in the order of the profile. */
  readonly onGoroutine?: (goroutine: GoroutineSeen) => void;
}

/** The options with every default in place, as the readers take them. */
export interface ReaderSettings {
  readonly bounds: ReaderBounds;
  readonly kind: ProfileKind;
  /** Undefined: every label is kept. */
  readonly labelKeys: ReadonlySet<string> | undefined;
  readonly addresses: boolean;
  readonly known: KnownStacks | undefined;
  readonly onTables: ((bytes: number) => unknown) | undefined;
  readonly onGoroutine: ((goroutine: GoroutineSeen) => void) | undefined;
}

export function settleOptions(options: ReaderOptions = {}): ReaderSettings {
  return {
    bounds: { ...defaultBounds, ...options.bounds },
    kind: options.kind ?? 'goroutine',
    labelKeys: options.labelKeys && new Set(options.labelKeys),
    addresses: options.addresses ?? true,
    known: options.known,
    onTables: options.onTables,
    onGoroutine: options.onGoroutine,
  };
}
