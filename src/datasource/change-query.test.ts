import { changeFilter, changeQuery } from './change-query.ts';
import { describeQuery } from './describe-query.ts';
import { isNewer, migrateQuery } from './migrate-query.ts';
import { listMoves, moveTo } from './moves.ts';
import { queryTypeTraits } from './query-types.ts';
import type { ParkedQuery } from './query.ts';

const query: ParkedQuery = { refId: 'A', queryType: 'stacks', filter: { states: ['select'], function: 'Put' } };

describe('a changed query', () => {
  it('saves no empty fields', () => {
    const cleared = changeFilter(query, { states: [], function: undefined });
    expect(changeQuery(query, { ...cleared, targets: [], window: '', limit: undefined })).toEqual({
      refId: 'A',
      queryType: 'stacks',
      version: 1,
    });
  });

  it('keeps "all in one", which is not the default', () => {
    expect(changeQuery(query, { per: [] })).toMatchObject({ per: [] });
  });
});

describe('a move to another type', () => {
  it('keeps targets and filters', () => {
    const moved = changeQuery(query, moveTo(query, 'flamegraph'));
    expect(moved).toEqual({ ...query, version: 1, queryType: 'flamegraph' });
  });

  it('gives a difference a baseline, and keeps a chosen one', () => {
    expect(moveTo(query, 'diff')).toMatchObject({ baseline: { rangeStart: true } });
    const chosen = { ...query, baseline: { ago: '1d' } };
    expect(changeQuery(chosen, moveTo(chosen, 'diff'))).toMatchObject({ baseline: { ago: '1d' } });
  });

  it('never takes a dump by itself', () => {
    expect(queryTypeTraits.dump.runsWhenChosen).toBe(false);
    expect(queryTypeTraits.trend.runsWhenChosen).toBe(true);
  });

  it('does not lead from a pasted dump to where it has no answer', () => {
    expect(listMoves({ refId: 'A', queryType: 'stacks', inline: 'goroutine 1 [running]:' })).not.toContain('trend');
    expect(listMoves(query)).toContain('trend');
  });
});

describe('a query of another version', () => {
  it('written by hand becomes one of this version', () => {
    expect(migrateQuery({ refId: 'A' })).toEqual({ refId: 'A', version: 1 });
  });

  it('saved by a newer Parked is left alone', () => {
    const newer = { refId: 'A', version: 2 } as unknown as ParkedQuery;
    expect(isNewer(newer)).toBe(true);
    expect(migrateQuery(newer)).toBe(newer);
  });
});

describe('a query in one line', () => {
  it('names what is asked', () => {
    const targets = [{ label: 'service', op: '=~', value: 'shop|pay' }] as const;
    expect(describeQuery({ ...query, targets })).toBe('Stacks · service=~shop|pay · function~Put · select');
  });

  it('shows no pasted dump', () => {
    expect(describeQuery({ refId: 'A', inline: 'goroutine 1 [running]:' })).toBe('Stacks · pasted dump');
  });
});
