import type { ParkedQuery } from '../query.ts';
import { fillQuery } from './fill-query.ts';
import type { Replace } from './fill-text.ts';

/** As Grafana does it: an "All" with a value of its own is filled in raw, past the format. */
function makeReplace(values: Readonly<Record<string, string | readonly string[]>>, raw: string[] = []): Replace {
  return (text, _scopedVars, format) =>
    text.replace(/\$(?:\{(\w+)\}|(\w+))/g, (whole: string, braced?: string, bare?: string) => {
      const name = braced ?? bare ?? '';
      const value = Object.hasOwn(values, name) ? values[name] : undefined;
      if (value === undefined) return whole;
      if (raw.includes(name) || typeof format !== 'function') return String(value);
      return format(value);
    });
}

const values = {
  one: 'shop',
  many: ['shop', 'pay.eu'],
  type: 'cart.(*Store).Put',
  all: '.*',
  fp: ['0123456789abcdef', 'fedcba9876543210'],
  nothing: '',
};

function fill(query: Partial<ParkedQuery>): Partial<ParkedQuery> {
  const { refId: _refId, ...filled } = fillQuery({ refId: 'A', ...query }, {}, makeReplace(values, ['all']));
  return filled;
}

describe('variables in conditions', () => {
  it.each([
    ['one value', { op: '=', value: '$one' }, { op: '=', value: 'shop' }],
    ['one value in a text', { op: '!=', value: 'a-${one}' }, { op: '!=', value: 'a-shop' }],
    ['several values, as alternatives', { op: '=', value: '$many' }, { op: '=~', value: '(shop|pay\\.eu)' }],
    ['several values not wanted', { op: '!=', value: 'a.$many' }, { op: '!~', value: 'a\\.(shop|pay\\.eu)' }],
    ['several values in an expression', { op: '=~', value: '$many-.*' }, { op: '=~', value: '(shop|pay\\.eu)-.*' }],
    ['an expression that was typed', { op: '=', value: '.*' }, { op: '=', value: '.*' }],
  ] as const)('takes %s', (_what, given, expected) => {
    expect(fill({ targets: [{ label: 'service', ...given }] }).targets).toEqual([{ label: 'service', ...expected }]);
  });

  it('ask nothing where they are "All"', () => {
    const targets = [
      { label: 'service', op: '=', value: '$all' },
      { label: 'instance', op: '=~', value: '$all' },
      { label: 'zone', op: '=~', value: '.*' },
    ] as const;
    expect(fill({ targets }).targets).toEqual([{ label: 'zone', op: '=~', value: '.*' }]);
    expect(fill({ filter: { function: '$all', package: '^$all$', creator: 'a.$all' } }).filter).toEqual({
      creator: 'a..*',
    });
  });

  it('reach the targets of a baseline', () => {
    const baseline = { targets: [{ label: 'version', op: '=', value: '$many' }] } as const;
    expect(fill({ baseline }).baseline).toEqual({
      targets: [{ label: 'version', op: '=~', value: '(shop|pay\\.eu)' }],
    });
  });
});

describe('variables in filters', () => {
  it('stand for themselves in regular expressions', () => {
    expect(fill({ filter: { function: '^$type$' } }).filter).toEqual({ function: '^cart\\.\\(\\*Store\\)\\.Put$' });
  });

  it('become entries of lists, each once', () => {
    expect(fill({ filter: { fingerprints: ['$fp', '0123456789abcdef'] } }).filter).toEqual({
      fingerprints: ['0123456789abcdef', 'fedcba9876543210'],
    });
  });

  it('ask nothing where they are "All" or empty', () => {
    expect(fill({ filter: { states: ['$all'], fingerprints: ['$nothing'] } }).filter).toEqual({});
  });

  it('are left for the backend to name where the dashboard does not know them', () => {
    expect(fill({ filter: { function: '$unknown' } }).filter).toEqual({ function: '$unknown' });
  });
});

describe('variables elsewhere', () => {
  it('fill texts and numbers', () => {
    const query = { limit: '$one', window: '$one', legendFormat: '{{function}} $one', function: '$type' };
    expect(fill(query as unknown as ParkedQuery)).toEqual({
      limit: 'shop',
      window: 'shop',
      legendFormat: '{{function}} shop',
      function: 'cart.(*Store).Put',
    });
  });

  it('leave a pasted dump alone', () => {
    expect(fill({ inline: 'at $one/src' })).toEqual({ inline: 'at $one/src' });
  });

  it('keep "all in one" apart from the default', () => {
    expect(fill({ per: [], groupBy: [] })).toEqual({ per: [], groupBy: [] });
  });
});
