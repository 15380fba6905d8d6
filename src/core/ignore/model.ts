// Which stacks are healthy although they live long: rules, and packs of rules that somebody keeps up to date.
import type { Labels } from '../labels.ts';
import type { Frame } from '../profile/model.ts';
import type { InterpretedEntry, Stack } from '../stack/model.ts';

/**
 * A function by its name, raw or normalised: `net/http.(*conn).serve`, `main.run.func1`. `k8s.io/klog/v2.*` means every function of the package,
 * `k8s.io/client-go/*` every function of it and of the packages below.
 */
export type FunctionPattern = string;

/** All conditions that are given have to hold, and at least one has to be given. */
export interface IgnoreRule {
  /** The innermost function, as debug=2 prints it or with the runtime's helpers left out. */
  readonly top?: FunctionPattern;
  /** Any function of the stack. */
  readonly any?: FunctionPattern;
  /** The outermost function: what the goroutine was started with. Every format knows it. */
  readonly entry?: FunctionPattern;
  /** The function in `created by`. Only debug=2 knows it: the rule hides nothing elsewhere. */
  readonly creator?: FunctionPattern;
  /** Beginning of the state: `chan receive` also means `chan receive (nil chan)`. */
  readonly state?: string;
  /** A pprof label and its value. */
  readonly label?: { readonly name: string; readonly value: string };
  /** No frame of the program's own code: a library's goroutine, as against own code that a library calls. */
  readonly foreign?: true;
  /** At most so many goroutines a process: more of them are shown again. */
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

/** What rules are held against. */
export interface IgnoreCandidate {
  readonly stack: Stack;
  /** As the profile has them. Without them, the runtime's helpers (`internal/poll.runtime_pollWait`) match no rule. */
  readonly rawFrames?: readonly Frame[];
  /** Null where the profile does not say. */
  readonly creator: string | null;
  readonly labels: Labels;
  readonly count: number;
}

export function describeEntry({ entry, stack, creator, labels }: InterpretedEntry): IgnoreCandidate {
  return { stack, rawFrames: entry.frames, creator, labels, count: entry.count };
}
