import { sampleGroup } from '../frames/testing/sample-group.ts';
import type { ReportRow } from './report-model.ts';
import { listSuspects } from './suspects.ts';

function row(changes: Partial<ReportRow>): ReportRow {
  const group = sampleGroup();
  return { group, change: null, growthPerMinute: null, sinceMs: null, course: [], grade: undefined, ...changes };
}

describe('suspects of a report', () => {
  test('come the surest first, and what is proven but once behind its equals', () => {
    const suspects = listSuspects([
      row({ grade: 'watch', group: sampleGroup({ function: 'a', crowd: 10_000 }) }),
      row({ grade: 'proven', group: sampleGroup({ function: 'b', proven: 1 }) }),
      row({ grade: 'proven', group: sampleGroup({ function: 'c', proven: 7 }) }),
      row({ group: sampleGroup({ function: 'd' }) }),
    ]);
    expect(suspects.map(({ group }) => group.function)).toEqual(['c', 'b', 'a']);
  });

  test('say how they grew, where there is a series', () => {
    const sinceMs = Date.UTC(2026, 10, 21, 8, 27);
    const group = sampleGroup({ count: 1_431, crowd: 12_000 });
    const [suspect] = listSuspects([row({ grade: 'watch', group, change: 1_419, growthPerMinute: 3.1, sinceMs })]);
    expect(suspect?.evidence.at(-1)).toBe('Rose from 12 to 1,431 since 2026-11-21 08:27:00Z, +3.1 a minute.');
  });

  test('have no cause when they mix stacks', () => {
    const [suspect] = listSuspects([row({ grade: 'watch', group: sampleGroup({ fingerprint: '', crowd: 12_000 }) })]);
    expect(suspect).toMatchObject({ cause: null, also: [], fix: null });
  });
});
