// A series of real profiles as one small file: stacks once, then their counts sample by sample.
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Entry, Profile } from '../../../src/core/profile/model.ts';
import { LifeTracker } from '../../../src/core/sample/lives.ts';
import { makeSample } from '../../../src/core/sample/make-sample.ts';
import type { Sample, SampleFigures } from '../../../src/core/sample/model.ts';
import { interpretProfile } from '../../../src/core/stack/interpret.ts';
import { makeEntry, makeProfile } from '../../../src/core/stack/testing/stack-notation.ts';

export interface RecordedSeries {
  readonly server: string;
  readonly version: string;
  /** When it was misused from on; null: it never was. */
  readonly misusedFromMs: number | null;
  readonly build: Profile['build'];
  /** In the tests' notation, innermost frame first. */
  readonly stacks: readonly string[];
  readonly samples: readonly {
    readonly atMs: number;
    /** Counts by stack; a missing stack had none. */
    readonly counts: readonly (readonly [stack: number, count: number])[];
    readonly figures: SampleFigures | null;
  }[];
}

type Facts = Pick<RecordedSeries, 'server' | 'version' | 'misusedFromMs'>;

export class SeriesRecorder {
  readonly #stacks = new Map<string, number>();
  readonly #samples: RecordedSeries['samples'][number][] = [];
  #build: Profile['build'];

  add(profile: Profile, atMs: number, figures: SampleFigures | null): void {
    this.#build = profile.build;
    const counts = new Map<number, number>();
    for (const entry of profile.entries) {
      const stack = writeStack(entry);
      if (!this.#stacks.has(stack)) this.#stacks.set(stack, this.#stacks.size);
      const index = this.#stacks.get(stack)!;
      counts.set(index, (counts.get(index) ?? 0) + entry.count);
    }
    this.#samples.push({ atMs, counts: [...counts], figures });
  }

  finish(facts: Facts): RecordedSeries {
    return { ...facts, build: this.#build, stacks: [...this.#stacks.keys()], samples: this.#samples };
  }
}

function writeStack({ frames }: Entry): string {
  return frames.map(({ function: name, file, line, startLine }) => `${name}@${file}:${line}-${startLine}`).join(' < ');
}

export function packSeries(series: RecordedSeries): Buffer {
  return gzipSync(JSON.stringify(series), { level: 9 });
}

export function unpackSeries(bytes: Uint8Array): RecordedSeries {
  return JSON.parse(gunzipSync(bytes).toString()) as RecordedSeries;
}

/** The samples, as a sampler would have taken them. */
export function* replaySeries({ server, build, stacks, samples }: RecordedSeries): Generator<Sample> {
  const lives = new LifeTracker();
  const frames = stacks.map((stack) => makeEntry(stack).frames);
  for (const { atMs, counts, figures } of samples) {
    const entries = counts.map(([stack, count]) => makeEntry('', { frames: frames[stack]!, count }));
    const interpreted = interpretProfile(makeProfile('debug=0', entries, { build }), { ownCode: [], labelKeys: [] });
    yield lives.place(makeSample(interpreted, { target: { service: server, instance: server }, atMs, figures }));
  }
}
