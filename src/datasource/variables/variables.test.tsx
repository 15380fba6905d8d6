import React, { useState } from 'react';
import { act, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { CustomVariableSupport, DataQueryRequest, DataSourceApi } from '@grafana/data';
import { firstValueFrom } from 'rxjs';
import type { ParkedQuery } from '../query.ts';
import { findBarriers } from '../testing/find-barriers.ts';
import { makeDataSource, setResources, setVariables } from '../testing/grafana.ts';
import { givePageASize } from '../testing/page-size.ts';
import { VariableEditor } from './variable-editor.tsx';
import type { VariableQuery } from './variable-query.ts';

// The first of them loads Grafana's components.
jest.setTimeout(30_000);

const fingerprint = '0123456789abcdef';
const answers = {
  labels: { labels: ['service', 'instance'] },
  'label-values': { values: ['shop', 'pay'] },
  states: { states: [{ state: 'select', count: 2 }] },
  functions: { functions: [{ function: 'shop.Put', count: 2 }] },
  packages: { packages: [{ package: 'shop', count: 2 }] },
  groups: { groups: [{ fingerprint, function: 'example.com/shop.Put', state: 'select', count: 2 }] },
  baselines: { baselines: [{ name: 'healthy' }] },
};

beforeEach(() => {
  givePageASize();
  setVariables({ which: 'service' });
});

afterEach(() => jest.restoreAllMocks());

type Support = CustomVariableSupport<DataSourceApi<ParkedQuery>, VariableQuery, ParkedQuery>;

async function list(query: Partial<VariableQuery>) {
  const asked = setResources(answers);
  const support = makeDataSource().variables as unknown as Support;
  const request = { targets: [{ refId: 'variable', ...query }], scopedVars: {} } as DataQueryRequest<VariableQuery>;
  const { data } = await firstValueFrom(support.query(request));
  return { data: data as unknown, params: asked[0]?.params };
}

describe('a dashboard variable', () => {
  it.each([
    [
      'labelValues',
      { label: 'service' },
      [
        { text: 'shop', value: 'shop' },
        { text: 'pay', value: 'pay' },
      ],
    ],
    [
      'labels',
      {},
      [
        { text: 'service', value: 'service' },
        { text: 'instance', value: 'instance' },
      ],
    ],
    ['groups', {}, [{ text: 'shop.Put · select', value: fingerprint }]],
    ['functions', {}, [{ text: 'shop.Put', value: 'shop.Put' }]],
    ['packages', {}, [{ text: 'shop', value: 'shop' }]],
    ['states', {}, [{ text: 'select', value: 'select' }]],
    ['baselines', {}, [{ text: 'healthy', value: 'healthy' }]],
  ] as const)('lists %s', async (kind, query, expected) => {
    expect((await list({ kind, ...query })).data).toEqual(expected);
  });

  it('may depend on another', async () => {
    expect((await list({ kind: 'labelValues', label: '$which' })).params).toEqual({ label: 'service' });
  });

  it('without a label lists nothing yet', async () => {
    expect((await list({ kind: 'labelValues' })).data).toEqual([]);
  });

  it('of a kind from elsewhere says so', async () => {
    await expect(list({ kind: 'series' as 'labels' })).rejects.toThrow('cannot list "series"');
  });
});

describe('the editor of a variable', () => {
  it('asks for what each kind needs, keeps people in, and completes labels', async () => {
    setResources(answers);
    const { resources } = makeDataSource();
    let current: VariableQuery = { refId: 'variable' };
    function Page() {
      const [query, setQuery] = useState(current);
      const keep = (changed: VariableQuery) => setQuery((current = changed));
      return <VariableEditor resources={resources} query={query} onChange={keep} />;
    }
    const { container } = render(<Page />);
    await act(() => Promise.resolve());
    await userEvent.click(screen.getByRole('combobox', { name: 'Label' }));
    await userEvent.click(await screen.findByRole('option', { name: /^instance/ }));
    expect(current).toEqual({ refId: 'variable', kind: 'labelValues', label: 'instance' });
    expect(await findBarriers(container)).toEqual([]);
    await userEvent.click(screen.getByRole('combobox', { name: 'List' }));
    await userEvent.click(await screen.findByRole('option', { name: /^Functions/ }));
    await userEvent.type(screen.getByLabelText('Name contains'), 'cart');
    expect(current).toMatchObject({ kind: 'functions', match: 'cart' });
  });
});
