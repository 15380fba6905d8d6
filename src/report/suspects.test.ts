import { sampleGroup } from '../frames/testing/sample-group.ts';
import type { Suspect } from '../core/analysis/suspects/model.ts';
import type { Fingerprint } from '../core/stack/model.ts';
import type { ReportRow } from './model.ts';
import { enrichSuspect, isAlarming, formatCost, formatTimeLeft } from './suspects.ts';

const hourMs = 3_600_000;

function suspect(changes: Partial<Suspect> = {}): Suspect {
  return {
    per: {},
    fingerprint: '0123456789abcdef' as Fingerprint,
    state: 'chan send',
    states: [],
    function: 'main.leak',
    location: 'main.go:7',
    // Never read here.
    stack: undefined as unknown as Suspect['stack'],
    grade: 'watch',
    once: false,
    count: 12,
    proven: 0,
    rms: 12,
    growthPerMinute: 0,
    sinceMs: null,
    stoppedMs: null,
    changed: null,
    spread: { instances: 1, of: 1, growing: 0, worst: { instance: '', count: 12, outlier: false } },
    costBytes: { low: 32_400, high: 32_400 },
    timeLeft: null,
    cause: 'forgotten-receiver',
    also: [],
    fix: 'Receive.',
    evidence: ['12,000 of them wait in one process.'],
    confidence: '',
    probability: 0.5,
    parts: [],
    surer: [],
    trend: null,
    waits: null,
    locks: null,
    ...changes,
  };
}

function row(changes: Partial<ReportRow>): ReportRow {
  return {
    group: sampleGroup({ count: 1_431 }),
    change: null,
    growthPerMinute: null,
    sinceMs: null,
    course: [],
    grade: undefined,
    ...changes,
  };
}

describe('a suspect of a report', () => {
  test('says how it grew, where the series is too short for a trend', () => {
    const sinceMs = Date.UTC(2026, 10, 21, 8, 27);
    const told = enrichSuspect(suspect(), sampleGroup(), row({ change: 1_419, growthPerMinute: 3.1, sinceMs }));
    expect(told.evidence.at(-1)).toBe('Rose from 12 to 1,431 since 2026-11-21 08:27:00Z, +3.1 a minute.');
    expect(told).toMatchObject({ growthPerMinute: 3.1, sinceMs });
  });

  test('tells no growth of what shrank', () => {
    const told = enrichSuspect(suspect(), sampleGroup(), row({ change: -3, growthPerMinute: -1 }));
    expect(told.evidence).toHaveLength(1);
    expect(told.growthPerMinute).toBe(0);
  });

  test('fails a build from the grade that was asked for, unless it is there once on purpose', () => {
    expect(isAlarming(suspect({ grade: 'likely' }), 'likely')).toBe(true);
    expect(isAlarming(suspect({ grade: 'watch' }), 'likely')).toBe(false);
    expect(isAlarming(suspect({ grade: 'proven', once: true }), 'watch')).toBe(false);
  });

  test('says what it costs and how long there is', () => {
    expect(formatCost(suspect())).toBe('They cost 32 KB at least.');
    expect(formatCost(suspect({ costBytes: { low: 2_700_000, high: 9_200_000 } }))).toBe('They cost 2.7 MB to 9.2 MB.');
    const ms = { low: 3 * hourMs, high: 7 * hourMs };
    expect(formatTimeLeft(suspect({ timeLeft: { ms, limit: 'memory' } }))).toBe(
      'At this pace memory is used up in 3 h to 7 h.',
    );
    expect(formatTimeLeft(suspect())).toBe('');
  });
});
