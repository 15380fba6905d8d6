// Rules for stacks that live long and are healthy, and packs of such rules.
import type { Labels } from '../labels.ts';
import type { Frame } from '../profile/model.ts';
import type { InterpretedEntry, Stack } from '../stack/model.ts';

/**
 * A function by its name, raw or normalised: `net/http.(*conn).serve`, `main.run.func1`. `k8s.io/klog/v2.*` matches
 * every function of the package; `k8s.io/client-go/*` matches every function of the package and those below it.
 */
type FunctionPattern = string;

/** All given conditions must hold, and at least one must be given. */
export interface IgnoreRule {
  /** The innermost function, as debug=2 prints it or without the runtime's helpers. */
  readonly top?: FunctionPattern;
  /** Any function of the stack. */
  readonly any?: FunctionPattern;
  /** The outermost function, with which the goroutine was started. Every format has it. */
  readonly entry?: FunctionPattern;
  /** The function in `created by`. Only debug=2 has it; elsewhere the rule hides nothing. */
  readonly creator?: FunctionPattern;
  /** Prefix of the state: `chan receive` also matches `chan receive (nil chan)`. */
  readonly state?: string;
  /** A pprof label and its value. */
  readonly label?: { readonly name: string; readonly value: string };
  /** No frame of the program's own code: a library's own goroutine, rather than own code that a library calls. */
  readonly foreign?: true;
  /** The most goroutines per process that are hidden; more of them are shown again. */
  readonly maxCount?: number;
  /** What these goroutines are, in a few words. */
  readonly what?: string;
}

export const ignorePackIds = [
  'standard-library',
  'http',
  'grpc',
  'databases',
  'messaging',
  'kubernetes',
  'telemetry',
  'goleak',
] as const;
export type IgnorePackId = (typeof ignorePackIds)[number];

/** A named list of rules. The version rises whenever a rule is added, changed or removed. */
export interface IgnorePack {
  readonly id: IgnorePackId;
  readonly version: number;
  /** `HTTP servers and clients` */
  readonly name: string;
  readonly rules: readonly IgnoreRule[];
}

/** What a data source's settings choose. */
export interface IgnoreSettings {
  readonly packs: readonly IgnorePackId[];
  readonly rules: readonly IgnoreRule[];
}

/** What rules are matched against. */
export interface IgnoreCandidate {
  readonly stack: Stack;
  /** Frames as in the profile. Without them, the runtime's helpers (`internal/poll.runtime_pollWait`) match no rule. */
  readonly rawFrames?: readonly Frame[];
  /** Null where the profile does not have it. */
  readonly creator: string | null;
  readonly labels: Labels;
  readonly count: number;
}

export function describeEntry({ entry, stack, creator, labels }: InterpretedEntry): IgnoreCandidate {
  return { stack, rawFrames: entry.frames, creator, labels, count: entry.count };
}
