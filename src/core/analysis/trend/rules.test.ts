import { judgeProcess } from './judge-process.ts';
import type { Past } from './past.ts';
import { countGrowingLives, growsInFleet, summariseLife } from './lives.ts';
import { measureDays } from './rising-days.ts';
import { measureLows } from './rising-lows.ts';
import { isUnreturned, measureRise } from './steady-rise.ts';
import { Track } from './track.ts';
import { hasMoreTurnover, measureTraffic } from './traffic.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** A number a minute. */
function makeTrack(count: (minute: number) => number, minutes: number): Track {
  const track = new Track();
  for (let minute = 0; minute < minutes; minute++) track.push(minute * minuteMs, Math.round(count(minute)));
  return track;
}

function makePast(track: Track, more: Partial<Past> = {}): Past {
  return { track, lives: [], startMs: undefined, traffic: { requests: undefined, turnover: undefined }, ...more };
}

/** Unrest without a pattern, from 0 up to `size`. */
function jitter(minute: number, size: number): number {
  return ((((minute * 1_103_515_245 + 12_345) >>> 0) % 2_147_483_648) / 2_147_483_648) * size;
}

/** None, one or two, as if at random. */
function toss(minute: number): number {
  const noise = Math.sin(minute * 7.13) * 43_758.5453;
  return Math.floor((noise - Math.floor(noise)) * 3);
}

/** Busy by day, quiet by night. */
function tide(minute: number, size: number): number {
  return (1 - Math.cos((minute / 1_440) * 2 * Math.PI)) * size;
}

describe('steady growth', () => {
  test('one at a time has a lean of nothing and no dispersion', () => {
    const rise = measureRise(makeTrack((minute) => minute, 100).resolutions!.hour, 0)!;
    expect(Math.abs(rise.lean)).toBeLessThan(0.5);
    expect(rise.dispersion).toBeLessThan(0.1);
    expect(rise.steps).toBeGreaterThan(90);
    expect(isUnreturned(rise)).toBe(true);
  });

  test('one burst is one step, whatever its size', () => {
    const rise = measureRise(makeTrack((minute) => (minute < 50 ? 3 : 500), 100).resolutions!.hour, 0)!;
    expect(rise.steps).toBeCloseTo(1, 1);
    expect(isUnreturned(rise)).toBe(false);
  });

  test('what slows down leans back', () => {
    const rise = measureRise(makeTrack((minute) => 400 * (1 - Math.exp(-minute / 30)), 100).resolutions!.hour, 0)!;
    expect(rise.lean).toBeLessThan(-3);
  });

  test.each([
    ['once is no departure that counts', [60], true],
    ['nor is twice', [30, 60], true],
    ['three times is how it lives', [20, 40, 60], false],
  ])('many that leave at once and for good: %s', (_, moments, isLeak) => {
    const left = (minute: number) => 5 * moments.filter((moment) => minute >= moment).length;
    const track = makeTrack((minute) => minute - left(minute), 100);
    expect(isUnreturned(measureRise(track.resolutions!.hour, 0)!)).toBe(isLeak);
  });

  test('does not count where earlier lives stopped at the same level', () => {
    const plateau = summariseLife(makeTrack((minute) => Math.min(minute, 90), 400));
    const track = makeTrack((minute) => minute, 80);
    expect(judgeProcess(makePast(track, { lives: [plateau] }))).toBeUndefined();
    expect(judgeProcess(makePast(track))?.grade).toBe('likely');
  });

  test('which began with the process, at random, may be a warm-up', () => {
    let count = 0;
    const track = makeTrack((minute) => (count += toss(minute)), 90);
    expect(judgeProcess(makePast(track, { startMs: 0 }))?.doubts).toContain('warming');
    // Where nobody knows when it started, it may have been just now.
    expect(judgeProcess(makePast(track))?.doubts).toContain('warming');
  });

  test('whose pace is not even may follow the clock, until a whole day is known', () => {
    const morning = (minute: number) => 4 + Math.max(0, minute - 60) ** 2 / 200;
    expect(judgeProcess(makePast(makeTrack(morning, 300)))?.doubts).toEqual(['clock']);
    const even = (minute: number) => 4 + Math.max(0, minute - 60);
    expect(judgeProcess(makePast(makeTrack(even, 300)))?.grade).toBe('likely');
    // It grew through the quiet hours as well.
    expect(judgeProcess(makePast(makeTrack(morning, 1_500)))?.grade).toBe('likely');
  });

  test('that keeps to the same hours on two days follows the clock', () => {
    const isOpen = (minute: number) => minute % 1_440 >= 480 && minute % 1_440 < 1_080;
    const gather = (grows: (minute: number) => boolean) => {
      let count = 4;
      return makeTrack((minute) => (grows(minute) ? (count += 0.1) : count), 2_940);
    };
    expect(judgeProcess(makePast(gather(isOpen)))?.doubts).toContain('clock');
    expect(judgeProcess(makePast(gather(() => true)))).toMatchObject({ grade: 'likely', doubts: [] });
  });

  test('does not follow the clock where requests stayed level', () => {
    const morning = makeTrack((minute) => 4 + Math.max(0, minute - 60) ** 2 / 200, 300);
    const requests = makeTrack((minute) => 100 + (minute % 3), 300);
    expect(judgeProcess(makePast(morning, { traffic: { requests, turnover: undefined } }))?.grade).toBe('likely');
  });
});

describe('rising lows', () => {
  test('show a leak beneath traffic within a day', () => {
    const track = makeTrack((minute) => minute / 2 + jitter(minute, 40), 1_500);
    expect(measureLows(track, track.lastMs, dayMs)).toMatchObject({ strength: expect.any(Number) as number });
    expect(judgeProcess(makePast(track))).toMatchObject({ grade: 'likely', rule: 'lows' });
  });

  test('are not what a morning leaves', () => {
    const track = new Track();
    for (let minute = 0; minute < 1_440 * 3; minute++) {
      track.push(minute * minuteMs, Math.round(tide(minute, 200) + jitter(minute, 20)));
      if (minute % 20 === 0) expect(judgeProcess(makePast(track))?.grade).not.toBe('likely');
    }
  });

  test('need no day where requests are known to be level, half a day after the start', () => {
    const track = makeTrack((minute) => Math.max(0, minute - 720) + jitter(minute, 10), 960);
    const requests = makeTrack((minute) => 50 + jitter(minute, 3), 960);
    const young = makeTrack((minute) => minute + jitter(minute, 10), 240);
    expect(judgeProcess(makePast(young, { traffic: { requests, turnover: undefined } }))?.grade).not.toBe('likely');
    expect(judgeProcess(makePast(track, { traffic: { requests, turnover: undefined } }))?.grade).toBe('likely');
    expect(judgeProcess(makePast(track))?.grade).not.toBe('likely');
  });
});

describe('days', () => {
  test('show a leak beneath a tide far larger than it', () => {
    const track = makeTrack((minute) => minute / 48 + tide(minute, 100) + jitter(minute, 10), 1_440 * 4);
    expect(measureDays(track, track.lastMs)?.rise).toBeGreaterThan(50);
  });

  test('that get busier lift peaks, not valleys', () => {
    const track = makeTrack((minute) => (10 + tide(minute, 100)) * (1 + minute / 7_200) + jitter(minute, 4), 1_440 * 5);
    expect(measureDays(track, track.lastMs)).toBeUndefined();
  });
});

describe('lives', () => {
  const leaking = () => summariseLife(makeTrack((minute) => 3 + minute + jitter(minute, 4), 60));
  const warming = () => summariseLife(makeTrack((minute) => 60 * (1 - Math.exp(-minute / 8)), 60));

  test('that grow to their end count', () => {
    expect(countGrowingLives([warming(), leaking(), leaking(), leaking()])).toHaveLength(3);
  });

  test('that only warm up do not', () => {
    expect(countGrowingLives([warming(), warming(), warming()])).toHaveLength(0);
  });

  test('of many processes show together what one alone does not', () => {
    const slow = (offset: number) => summariseLife(makeTrack((minute) => Math.floor((minute + offset) / 60), 300));
    expect(growsInFleet([0, 9, 18, 27, 36, 45, 54, 3].map(slow))).toBe(true);
    expect(growsInFleet([0, 9].map(slow))).toBe(false);
    expect(growsInFleet([warming(), warming(), warming(), warming()])).toBe(false);
  });
});

describe('what fills', () => {
  /** Arrivals by chance, `rate` of them a minute. */
  const arrive = (seed: number, rate: (minute: number, count: number) => number, minutes: number) => {
    let state = seed * 2_654_435_761;
    const next = () => {
      state = (Math.imul(state ^ (state >>> 15), 0x2c1b_3c6d) + 0x9e37_79b9) >>> 0;
      return ((state ^ (state >>> 13)) >>> 0) / 2 ** 32;
    };
    const track = new Track();
    let count = 0;
    const grades = new Set<string | undefined>();
    for (let minute = 0; minute < minutes; minute++) {
      const end = Math.exp(-rate(minute, count));
      for (let product = next(); product > end; product *= next()) count++;
      track.push(minute * minuteMs, count);
      if (minute % 20 === 0) grades.add(judgeProcess(makePast(track, { startMs: 0 }))?.grade);
    }
    return grades;
  };
  const seeds = Array.from({ length: 12 }, (_, index) => index + 1);

  test('at one pace from the start on is no leak for half a day, unless it is a crowd', () => {
    const found = seeds.map((seed) => arrive(seed, () => 0.4, 11 * 60));
    expect(found.filter((grades) => grades.has('likely'))).toEqual([]);
  });

  test('within a day, as a cache does, is no leak while it fills', () => {
    const size = (seed: number) => 100 + seed * 140;
    const found = seeds.map((seed) => arrive(seed, (_, count) => (size(seed) - count) / (2 + (seed % 4)) / 60, 900));
    // Those of three hours and more cannot always be told apart in time.
    expect(found.filter((grades) => grades.has('likely')).length).toBeLessThanOrEqual(3);
  });

  test('at one pace is told from it, the sooner the more come', () => {
    const soon = seeds.map((seed) => arrive(seed, () => 4, 6 * 60));
    const later = seeds.map((seed) => arrive(seed, () => 0.4, 16 * 60));
    expect(soon.filter((grades) => grades.has('likely')).length).toBeGreaterThanOrEqual(10);
    expect(later.filter((grades) => grades.has('likely')).length).toBeGreaterThanOrEqual(10);
  });
});

describe('traffic', () => {
  test('that is restless yet level did not rise', () => {
    const turnover = new Track();
    for (let minute = 0; minute < 120; minute++) turnover.push(minute * minuteMs, jitter(minute, 20), 'means');
    expect(measureTraffic({ requests: undefined, turnover }, 0, 120 * minuteMs)?.level).toBe(true);
  });

  test('that doubles did', () => {
    const requests = makeTrack((minute) => 100 + minute, 120);
    expect(measureTraffic({ requests, turnover: undefined }, 0, 120 * minuteMs)).toMatchObject({
      by: 'requests',
      level: false,
    });
  });

  test('moves a stack of its own more as it grows; a leak does not', () => {
    const busier = makeTrack((minute) => 50 + minute + jitter(minute, 10 + minute / 5), 240);
    const leaking = makeTrack((minute) => 50 + minute + jitter(minute, 30), 240);
    expect(hasMoreTurnover(busier, 0, 240 * minuteMs)).toBe(true);
    expect(hasMoreTurnover(leaking, 0, 240 * minuteMs)).toBe(false);
  });
});
