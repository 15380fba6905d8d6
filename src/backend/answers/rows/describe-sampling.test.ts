import type { TargetPace } from '../../history/past.ts';
import { describeSampling } from './describe-sampling.ts';

const nowMs = 1_800_000_000_000;
const every30 = { enabled: true, intervalMs: 30_000 };
const pace = (changes: Partial<TargetPace> = {}): TargetPace => ({
  lastMs: nowMs - 10_000,
  everyMs: 30_000,
  tookMs: 20,
  hindrance: null,
  ...changes,
});
const describePace = (changes: Partial<TargetPace>) => describeSampling(pace(changes), every30, 5_000, nowMs);

test('a target that is sampled as asked needs no words', () => {
  expect(describePace({})).toEqual({ sampling: 'as asked', samplingReason: '' });
  // One turn that came late, and the first sample of all.
  expect(describePace({ everyMs: 44_000 }).sampling).toBe('as asked');
  expect(describePace({ everyMs: null }).sampling).toBe('as asked');
});

test('a target that was not sampled yet is not a failure', () => {
  expect(describeSampling(undefined, every30, 5_000, nowMs).sampling).toBe('none yet');
  expect(describePace({ lastMs: null, everyMs: null }).sampling).toBe('none yet');
  expect(describeSampling(pace(), { ...every30, enabled: false }, 5_000, nowMs).sampling).toBe('off');
});

test.each<[string, Partial<TargetPace>, string, RegExp]>([
  [
    'memory that is nearly gone',
    { hindrance: { kind: 'paused', costBytes: 50 * 2 ** 20, leftBytes: 100 * 2 ** 20 } },
    'paused',
    /could cost it 50 ?MiB, and 100 ?MiB are left.*set "Memory limit"/,
  ],
  ['memory that is short', { hindrance: { kind: 'memory', turns: 4 } }, 'slower', /takes one sample in 2m/],
  [
    'slow fetches',
    { hindrance: { kind: 'duration', meanMs: 1_200 } },
    'slower',
    /takes the target 1s, and fetches may take 1 %.* one sample in 2m/,
  ],
  ['failures', { hindrance: { kind: 'missed', turns: 3 } }, 'failing', /Its last 3 fetches failed/],
  ['a busy machine', { everyMs: 90_000 }, 'slower', /one in 1m30s, because this machine is busy/],
  ['a sampler that stands still', { lastMs: nowMs - 300_000 }, 'slower', /one in 4m30s/],
])('%s is named, with what to do', (_, changes, sampling, reason) => {
  const words = describePace(changes);
  expect(words.sampling).toBe(sampling);
  expect(words.samplingReason).toMatch(reason);
});

test('an interval that is not above the freshness is the reason by itself', () => {
  const words = describeSampling(pace({ everyMs: 10_000 }), { enabled: true, intervalMs: 5_000 }, 5_000, nowMs);
  expect(words.sampling).toBe('slower');
  expect(words.samplingReason).toMatch(/share a fetch for 5s.*lower "Share one fetch for"/);
  const late = describeSampling(pace({ everyMs: 40_000 }), { enabled: true, intervalMs: 5_000 }, 5_000, nowMs);
  expect(late.samplingReason).toContain('this machine is busy');
});
