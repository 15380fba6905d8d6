// Measures the memory per stack: bytes of a track after a day of samples, by its behaviour. A process has one for each
// of its stacks.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Clock } from '../../src/core/analysis/trend/clock.ts';
import { Track } from '../../src/core/analysis/trend/track.ts';
import { makeLoad } from './load.ts';
import { hourS, leak, serve, wander, warmUp, type Moment } from './parts.ts';
import { Random } from './random.ts';

const tracks = 1_000;
const samples = 2_880;
const stepS = 30;
/** Some are kept open to be judged, and are counted nowhere: enough others push them out. */
const openAtOnce = 256;

type Series = (moment: Moment) => number;

const kinds: readonly (readonly [string, () => Series])[] = [
  ['stands still', () => () => 8],
  [
    'moves now and then',
    () => {
      let count = 3;
      return ({ random }) => (random.next() < 0.01 ? (count = random.whole(3, 5)) : count);
    },
  ],
  ['leaks 30 an hour', () => leak(30)()],
  ['warms up', () => warmUp(200, hourS)()],
  ['wanders', () => wander(0, 60, 2)()],
  ['serves a request every 10 s', () => serve(0.1, 5)()],
  ['serves two requests a second', () => serve(2, 20)()],
  ['serves 50 requests a second', () => serve(50, 20)()],
];

/** Lines to print. */
export function measureMemory(): readonly string[] {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  closeOthers();
  return kinds.map(([name, make]) => {
    const known: Track[] = [];
    const before = weigh(collect);
    const load = makeLoad({ swing: 0.5 }, 7);
    const random = new Random(3);
    const clock = new Clock();
    const series = Array.from({ length: tracks }, () => {
      known.push(new Track(clock));
      return make();
    });
    for (let atS = 0; atS < samples * stepS; atS += stepS) {
      clock.tick(atS * 1_000);
      const moment: Moment = { atS, ageS: atS, stepS, load: load(atS), random };
      for (const [index, one] of series.entries()) known[index]!.set(one(moment));
    }
    closeOthers();
    const bytes = (weigh(collect) - before) / known.length;
    return `a stack that ${name}`.padEnd(44) + `${Math.round(bytes).toLocaleString('en-US').padStart(6)} bytes`;
  });
}

function closeOthers(): void {
  for (let index = 0; index < openAtOnce; index++) {
    const track = new Track();
    track.push(0, 1);
    track.push(1_000, 2);
    void track.resolutions;
  }
}

function weigh(collect: () => void): number {
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
