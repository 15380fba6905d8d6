// How long it takes to read and judge a day of a large process.
import { judgeProcess } from '../../src/core/analysis/trend/judge-process.ts';
import { Track } from '../../src/core/analysis/trend/track.ts';
import { makeLoad } from './load.ts';
import { hourS, leak, serve, together, wander, warmUp, type Part } from './parts.ts';
import { Random } from './random.ts';

const groups = 1_000;
const samples = 2_880;
const stepS = 30;

/** A tenth leaks beneath traffic, the rest are traffic, walks and caches: none is flat, which would cost nothing. */
function makeSeries(): { readonly times: Float64Array; readonly counts: readonly Float64Array[] } {
  const random = new Random(7);
  const load = makeLoad({ swing: 0.5 }, 7);
  const times = Float64Array.from({ length: samples }, (_, index) => index * stepS * 1_000);
  const counts = Array.from({ length: groups }, (_, index) => {
    const kinds: Part[] = [
      together(serve(0.3, 20), leak(60)),
      leak(30),
      ...Array.from({ length: 6 }, () => serve(0.4, 15)),
      wander(0, 60, 2),
      warmUp(200, hourS),
    ];
    const part = kinds[index % kinds.length]!();
    return Float64Array.from({ length: samples }, (_, at) =>
      part({ atS: at * stepS, ageS: at * stepS, stepS, load: load(at * stepS), random }),
    );
  });
  return { times, counts };
}

export function measureSpeed(): readonly string[] {
  const { times, counts } = makeSeries();
  const rounds = Array.from({ length: 5 }, () => {
    const startMs = performance.now();
    const tracks = counts.map((column) => {
      const track = new Track();
      track.pushAll(times, column);
      return track;
    });
    const reducedMs = performance.now() - startMs;
    let found = 0;
    for (const track of tracks) {
      const trend = judgeProcess({
        track,
        lives: [],
        startMs: undefined,
        traffic: { requests: undefined, turnover: undefined },
      });
      if (trend?.grade === 'likely') found++;
    }
    return { reducedMs, totalMs: performance.now() - startMs, found };
  }).sort((a, b) => a.totalMs - b.totalMs);
  const { reducedMs, totalMs, found } = rounds[2]!;
  return [
    `${groups.toLocaleString('en-US')} groups by ${samples.toLocaleString('en-US')} samples: ${totalMs.toFixed(0)} ms, ${reducedMs.toFixed(0)} ms of it reading (median of 5; ${found} found likely)`,
  ];
}
