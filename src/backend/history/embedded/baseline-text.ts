// Encodes a named baseline as bytes. It is self-contained: it includes stacks that history has deleted, each once for
// all targets.
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Labels } from '../../../core/labels.ts';
import { limits } from '../../../core/limits.ts';
import type { Frame } from '../../../core/profile/model.ts';
import type { Fingerprint, Stack } from '../../../core/stack/model.ts';
import type { BaselineTarget } from '../baselines.ts';
import { Damage } from '../columns/byte-reader.ts';
import { interpretations } from '../../interpretations.ts';

type StoredFrame = readonly [functionName: string, file: string, line: number, startLine: number, own: 0 | 1];

interface StoredStack {
  readonly fingerprint: string;
  readonly state: string;
  /** Indices into `frames`, innermost first. */
  readonly frames: readonly number[];
  readonly key: number;
  readonly location: string;
  readonly main: 0 | 1;
  readonly system: 0 | 1;
}

type StoredGroup = readonly [stack: number, count: number, labels?: Labels];

interface BaselineText {
  readonly frames: readonly StoredFrame[];
  readonly stacks: readonly StoredStack[];
  readonly targets: readonly {
    readonly labels: Labels;
    readonly atMs: number;
    readonly goroutines: number;
    readonly groups: readonly StoredGroup[];
  }[];
}

export function encodeBaseline(targets: readonly BaselineTarget[]): Uint8Array {
  const frames = new Numbering<StoredFrame>();
  const stacks = new Numbering<StoredStack>();
  const text: BaselineText = {
    targets: targets.map(({ labels, atMs, goroutines, groups }) => ({
      labels,
      atMs,
      goroutines,
      groups: groups.map((group) => {
        const stack = stacks.number(storeStack(group.stack, frames));
        return Object.keys(group.labels).length === 0 ? [stack, group.count] : [stack, group.count, group.labels];
      }),
    })),
    frames: frames.all,
    stacks: stacks.all,
  };
  return deflateRawSync(JSON.stringify(text));
}

/** Decodes a baseline. Throws Damage. */
export function decodeBaseline(body: Uint8Array): readonly BaselineTarget[] {
  try {
    const maxOutputLength = limits.baselineUnpacked.value;
    const { frames, stacks, targets } = JSON.parse(
      inflateRawSync(body, { maxOutputLength }).toString(),
    ) as BaselineText;
    const shown = frames.map(([name, file, line, startLine, own]) => {
      const raw: Frame = { function: name, file, line, startLine };
      return { name: interpretations.symbols.read(name).name, raw, own: own === 1 };
    });
    const read = stacks.map((stored): Stack => {
      const own = stored.frames.map((index) => shown[index]!);
      return {
        fingerprint: stored.fingerprint as Fingerprint,
        state: stored.state,
        frames: own,
        ownFrame: own.findIndex((frame) => frame.own),
        keyFrame: stored.key,
        function: own[stored.key]?.name ?? '',
        location: stored.location,
        main: stored.main === 1,
        profiler: false,
        system: stored.system === 1,
      };
    });
    return targets.map(({ groups, ...target }) => ({
      ...target,
      groups: groups.map(([stack, count, labels]) => ({ stack: read[stack]!, count, labels: labels ?? {} })),
    }));
  } catch (error) {
    throw new Damage('A baseline cannot be read.', { cause: error });
  }
}

function storeStack(stack: Stack, frames: Numbering<StoredFrame>): StoredStack {
  return {
    fingerprint: stack.fingerprint,
    state: stack.state,
    frames: stack.frames.map(({ raw, own }) =>
      frames.number([raw.function, raw.file, raw.line, raw.startLine, own ? 1 : 0]),
    ),
    key: stack.keyFrame,
    location: stack.location,
    main: stack.main ? 1 : 0,
    system: stack.system ? 1 : 0,
  };
}

/** Assigns numbers to distinct values. */
class Numbering<T> {
  readonly all: T[] = [];
  readonly #numbers = new Map<string, number>();

  number(thing: T): number {
    const key = JSON.stringify(thing);
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = this.all.push(thing) - 1;
    this.#numbers.set(key, number);
    return number;
  }
}
