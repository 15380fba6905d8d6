// What a caller can ask of the readers, and their bounds.
import type { Bounds } from '../limits.ts';
import { defaultBounds } from '../limits.ts';
import type { InternedStacks } from './interned-stacks.ts';
import type { ProfileKind } from './model.ts';
import { ReaderPools } from './reader-pools.ts';

type ReaderBoundName =
  | 'line'
  | 'framesPerStack'
  | 'groupsPerProfile'
  | 'sampleIdsPerEntry'
  | 'stackText'
  | 'stackNodes'
  | 'profileTables'
  | 'decompressed';

type ReaderBounds = Readonly<Pick<Bounds, ReaderBoundName>>;

/** One goroutine of a debug=2 or debug=3 profile, as its header describes it. */
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
  /** Missing bounds take their defaults from `core/limits.ts`. */
  readonly bounds?: Partial<ReaderBounds>;
  /** The kind that was requested. Used where the profile itself does not name it (debug=2). Default `goroutine`. */
  readonly kind?: ProfileKind;
  /** pprof labels to keep. The others are dropped before goroutines are grouped into entries. Default: all. */
  readonly labelKeys?: readonly string[];
  /** Whether entries of debug=0 carry addresses, and differ by them; default true. */
  readonly addresses?: boolean;
  /** Stacks of earlier debug=0 profiles, whose `frames` arrays are used again. Default: none. */
  readonly known?: InternedStacks;
  /** Buffers and tables that readers share. Default: each reader has its own. */
  readonly pools?: ReaderPools;
  /** Called from time to time with the bytes that the tables of a protobuf take so far. */
  readonly onTables?: (bytes: number) => unknown;
  /**
   * Called for every goroutine of a debug=2 or debug=3 profile that could be read, in the order of the profile. Those
   * of a text are handed out at its end.
   */
  readonly onGoroutine?: (goroutine: GoroutineSeen) => void;
}

/** The options with all defaults filled in, as the readers take them. */
export interface ReaderSettings {
  readonly bounds: ReaderBounds;
  readonly kind: ProfileKind;
  /** Undefined means that every label is kept. */
  readonly labelKeys: ReadonlySet<string> | undefined;
  readonly addresses: boolean;
  readonly known: InternedStacks | undefined;
  readonly pools: ReaderPools;
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
    pools: options.pools ?? new ReaderPools(),
    onTables: options.onTables,
    onGoroutine: options.onGoroutine,
  };
}
