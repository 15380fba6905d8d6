import { applyAdHocFilters } from './ad-hoc-filters.ts';
import type { ParkedQuery } from './query.ts';

const query: ParkedQuery = { refId: 'A', targets: [{ label: 'service', op: '=', value: 'shop' }] };

function apply(key: string, operator: string, value: string, values?: string[], given: Partial<ParkedQuery> = {}) {
  return applyAdHocFilters({ ...query, ...given }, [{ key, operator, value, ...(values ? { values } : {}) }]);
}

describe('ad hoc filters', () => {
  it.each([
    ['instance', '=', 'a:1', undefined, { label: 'instance', op: '=', value: 'a:1' }],
    ['instance', '!~', 'a.*', undefined, { label: 'instance', op: '!~', value: 'a.*' }],
    ['instance', '=|', 'a', ['a', 'b.c'], { label: 'instance', op: '=~', value: '(a|b\\.c)' }],
    ['instance', '!=|', 'a', ['a', 'b'], { label: 'instance', op: '!~', value: '(a|b)' }],
    ['target_state', '=', 'live', undefined, { label: 'state', op: '=', value: 'live' }],
  ])('on the label %s with %s narrow the targets', (key, operator, value, values, expected) => {
    expect(apply(key, operator, value, values).targets).toEqual([...(query.targets ?? []), expected]);
  });

  it('on stacks narrow the filter', () => {
    expect(apply('state', '=', 'select').filter).toEqual({ states: ['select'] });
    expect(apply('fingerprint', '=|', '', ['a', 'b']).filter).toEqual({ fingerprints: ['a', 'b'] });
    expect(apply('function', '=', 'a.(*T).B').filter).toEqual({ function: '^(a\\.\\(\\*T\\)\\.B)$' });
    expect(apply('package', '=~', 'shop/.*').filter).toEqual({ package: 'shop/.*' });
  });

  it('that exclude each other find nothing, rather than everything', () => {
    const { filter } = apply('state', '=', 'select', undefined, { filter: { states: ['chan send'] } });
    expect(filter?.states).toHaveLength(1);
    expect(['select', 'chan send']).not.toContain(filter?.states?.[0]);
  });

  it('that cannot be asked say so', () => {
    expect(() => apply('state', '!=', 'select')).toThrow('cannot filter "state" by "!="');
    expect(() => apply('instance', '<', '3')).toThrow('use =, !=, =~ or !~');
    expect(() => apply('function', '=', 'f', undefined, { filter: { function: 'g' } })).toThrow('twice');
  });

  it('without a key are not finished, and ask nothing', () => {
    expect(apply('', '=', '')).toEqual(query);
  });
});
