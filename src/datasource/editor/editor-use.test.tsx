import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { CoreApp } from '@grafana/data';
import type { getAppEvents } from '@grafana/runtime';
import { setAppEvents } from '@grafana/runtime';
import { findBarriers } from '../testing/find-barriers.ts';
import { setResources, setVariables } from '../testing/grafana.ts';
import { givePageASize } from '../testing/page-size.ts';
import { showEditor } from '../testing/query-editor.tsx';

// The first of them loads Grafana's components.
jest.setTimeout(30_000);

const fingerprint = '0123456789abcdef';

beforeEach(() => {
  givePageASize();
  setVariables({ service: 'shop' });
  setResources({
    labels: { labels: ['service', 'instance'] },
    'label-values': { values: ['shop', 'pay'] },
    states: {
      states: [
        { state: 'chan send', count: 3 },
        { state: 'select', count: 1 },
      ],
    },
    functions: { functions: [{ function: 'shop/cart.(*Store).Put', count: 3, own: true }], left: 0 },
    packages: { packages: [] },
    groups: { groups: [{ fingerprint, function: 'shop.Put', state: 'select', count: 1 }] },
    'pprof-labels': { labels: ['tenant'] },
    baselines: { baselines: [{ name: 'healthy' }] },
  });
});

afterEach(() => jest.restoreAllMocks());

async function open(name: string | RegExp) {
  await userEvent.click(await screen.findByRole('button', { name }));
}

async function choose(label: string, option: string | RegExp) {
  await userEvent.click(screen.getByRole('combobox', { name: label }));
  await userEvent.click(await screen.findByRole('option', { name: option }));
}

describe('the query editor in use', () => {
  it('runs a type as soon as it is chosen, and a dump only when asked to', async () => {
    const { query, ran } = await showEditor({ queryType: 'stacks', filter: { states: ['select'] } });
    await choose('Show', /^Leak suspects/);
    expect(query()).toMatchObject({ queryType: 'suspects', filter: { states: ['select'] } });
    expect(ran).toEqual([query()]);
    await open('Goroutine dump');
    expect(query().queryType).toBe('dump');
    expect(ran).toHaveLength(1);
    await open('Run query');
    expect(ran).toHaveLength(2);
  });

  it('asks of targets which they are, and nothing that they have no answer to', async () => {
    const { query, ran } = await showEditor({ queryType: 'runtime' });
    await open('Targets');
    expect(ran).toEqual([expect.objectContaining({ queryType: 'targets' })]);
    expect(screen.queryByRole('combobox', { name: 'Function' })).not.toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /^Options/ })).not.toBeInTheDocument();
    await open('Add a condition on targets');
    await choose('Targets, condition 1: label', 'service');
    await choose('Targets, condition 1: value', 'shop');
    expect(query()).toMatchObject({ queryType: 'targets', targets: [{ label: 'service', op: '=', value: 'shop' }] });
  });

  it('completes functions, and matches what is chosen exactly', async () => {
    const { query } = await showEditor({ queryType: 'stacks' });
    await choose('Function', /Put/);
    expect(query().filter).toEqual({ function: '^shop/cart\\.\\(\\*Store\\)\\.Put$' });
    expect(screen.getByRole('combobox', { name: 'Function' })).toHaveValue('shop/cart.(*Store).Put');
  });

  it('takes a regular expression by keyboard alone', async () => {
    const { query, ran } = await showEditor({ queryType: 'stacks' });
    screen.getByRole('combobox', { name: 'Function' }).focus();
    await userEvent.keyboard('Put|Get');
    // Grafana 12.3 has its own words for it.
    await screen.findByRole('option', { name: /As a regular expression|Use custom value/ });
    await userEvent.keyboard('{Enter}');
    expect(query().filter).toEqual({ function: 'Put|Get' });
    expect(ran).toEqual([]);
  });

  it('keeps the keyboard where a choice was made, by keyboard and by mouse', async () => {
    await showEditor({ queryType: 'stacks' });
    screen.getByRole('combobox', { name: 'Show' }).focus();
    await userEvent.keyboard('{ArrowDown}Leak');
    await screen.findByRole('option', { name: /^Leak suspects/ });
    await userEvent.keyboard('{Enter}');
    expect(screen.getByRole('combobox', { name: 'Show' })).toHaveValue('Leak suspects');
    expect(screen.getByRole('combobox', { name: 'Show' })).toHaveFocus();
    expect(screen.queryByRole('listbox')?.childElementCount ?? 0).toBe(0);
    await choose('Function', /Put/);
    expect(screen.getByRole('combobox', { name: 'Function' })).toHaveFocus();
  });

  it('leaves the keyboard to whoever took it by the same move', async () => {
    await showEditor({ queryType: 'stacks' });
    screen.getByRole('combobox', { name: 'Show' }).focus();
    await userEvent.keyboard('{ArrowDown}Leak');
    await screen.findByRole('option', { name: /^Leak suspects/ });
    await userEvent.tab();
    expect(screen.getByRole('combobox', { name: 'Show' })).not.toHaveFocus();
    expect(document.body).not.toHaveFocus();
  });

  it('lists the variables of the dashboard and the states of now', async () => {
    const { query } = await showEditor({ queryType: 'stacks' });
    await userEvent.click(screen.getByRole('combobox', { name: 'State' }));
    expect(await screen.findByRole('option', { name: /\$service/ })).toBeInTheDocument();
    await userEvent.click(await screen.findByRole('option', { name: /chan send/ }));
    expect(query().filter).toEqual({ states: ['chan send'] });
  });

  it('adds, fills and removes a condition on targets', async () => {
    const { query } = await showEditor({ queryType: 'stacks' });
    await open('Add a condition on targets');
    const group = screen.getByRole('group', { name: 'Targets, condition 1' });
    await userEvent.click(within(group).getByRole('combobox', { name: /: label/ }));
    await userEvent.click(await screen.findByRole('option', { name: /^service/ }));
    await userEvent.click(within(group).getByRole('combobox', { name: /: value/ }));
    await userEvent.click(await screen.findByRole('option', { name: /^pay/ }));
    expect(query().targets).toEqual([{ label: 'service', op: '=', value: 'pay' }]);
    await open('Remove Targets, condition 1');
    expect(query()).not.toHaveProperty('targets');
  });

  it('folds what is seldom needed, and says what is in it', async () => {
    const { container } = await showEditor({ queryType: 'stacks', limit: 5, filter: { minCount: 100 } });
    expect(screen.getByRole('button', { name: /^Options/ })).toHaveTextContent('by stack · per service · limit 5');
    expect(screen.getByRole('button', { name: /^More filters/ })).toHaveTextContent('at least 100');
    expect(screen.queryByLabelText('Limit')).not.toBeInTheDocument();
    await open(/^Options/);
    await open(/^More filters/);
    expect(screen.getByLabelText('Limit')).toHaveValue('5');
    expect(await findBarriers(container)).toEqual([]);
  });

  it('opens the fold in which something is wrong', async () => {
    await showEditor({ queryType: 'stacks', filter: { package: '(' } });
    await waitFor(() =>
      expect(screen.getByRole('alert')).toHaveTextContent('is not a regular expression that RE2 understands'),
    );
  });

  it('names variables that a rule will not have', async () => {
    await showEditor({ queryType: 'count', filter: { function: '$elsewhere' } }, CoreApp.UnifiedAlerting);
    expect(await screen.findByRole('alert')).toHaveTextContent('The variable $elsewhere');
  });

  it('offers a rule no more than rules are answered', async () => {
    await showEditor({ queryType: 'count' }, CoreApp.UnifiedAlerting);
    await userEvent.click(screen.getByRole('combobox', { name: 'Show' }));
    const options = await screen.findAllByRole('option');
    expect(options).toHaveLength(3);
    expect(screen.queryByRole('button', { name: 'Download' })).not.toBeInTheDocument();
  });

  it('takes a pasted dump, tells its size, and goes back to targets', async () => {
    const { query } = await showEditor({ queryType: 'stacks' });
    await open('Paste a dump');
    const dump = 'goroutine 1 [select]:\nmain.main()\n';
    await userEvent.click(screen.getByRole('textbox', { name: 'Pasted dump' }));
    await userEvent.paste(dump);
    expect(query().inline).toBe(dump);
    expect(screen.getByText(new RegExp(`${dump.length} characters of 8.0 MiB`))).toBeInTheDocument();
    await open('Ask targets instead');
    expect(query()).not.toHaveProperty('inline');
    expect(screen.getByRole('button', { name: 'Add a condition on targets' })).toBeInTheDocument();
  });

  it('refuses a dump that no query may carry, and says what can read it', async () => {
    const { query } = await showEditor({ queryType: 'stacks' });
    await open('Paste a dump');
    await userEvent.click(screen.getByRole('textbox', { name: 'Pasted dump' }));
    await userEvent.paste('x'.repeat(8 * 1024 * 1024 + 1));
    expect(query()).not.toHaveProperty('inline');
    expect(screen.getByRole('alert')).toHaveTextContent('parked report');
  });

  it('asks for a baseline where a ratio needs one', async () => {
    const { query } = await showEditor({ queryType: 'count' });
    await choose('Number', /^Ratio/);
    expect(query()).toMatchObject({ value: 'ratio', baseline: { ago: '1d' } });
    await choose('Compare with', /^A named baseline/);
    await choose('Baseline', /^healthy/);
    expect(query().baseline).toEqual({ name: 'healthy' });
  });

  it('remembers how targets are now, says what it took, and forgets', async () => {
    const asked = setResources({
      baselines: { baselines: [], baseline: { name: 'v2', goroutines: 1200, targets: 1 } },
    });
    const { query } = await showEditor({
      queryType: 'diff',
      baseline: { name: '' },
      targets: [{ label: 'service', op: '=', value: '$service' }],
    });
    await open('Remember as baseline');
    await userEvent.keyboard('v2{Enter}');
    expect(await screen.findByText('Remembered: 1,200 goroutines of 1 target.')).toBeInTheDocument();
    expect(query().baseline).toEqual({ name: 'v2' });
    expect(asked.find(({ method }) => method === 'POST')).toMatchObject({
      url: '/api/datasources/uid/leaks/resources/baselines',
      data: { name: 'v2', targets: [{ label: 'service', op: '=', value: 'shop' }] },
    });
    await open('Forget this baseline');
    await open('Forget');
    expect(await screen.findByText('“v2” is forgotten.')).toBeInTheDocument();
    expect(asked.find(({ method }) => method === 'DELETE')?.params).toEqual({ name: 'v2' });
    expect(query().baseline).toEqual({ name: '' });
  });

  it('says in the backend’s words why a baseline was not remembered', async () => {
    setResources({});
    await showEditor({ queryType: 'diff', baseline: { name: '' } });
    await open('Remember as baseline');
    await userEvent.keyboard('v2{Enter}');
    expect(await screen.findByText('There is no such resource.')).toBeInTheDocument();
    expect(screen.getByRole('textbox', { name: 'Name of the new baseline' })).toHaveValue('v2');
  });

  it('says how many names a list has no room for', async () => {
    setResources({ functions: { functions: [{ function: 'shop.Put', count: 3 }], left: 1234 } });
    await showEditor({ queryType: 'stacks' });
    await userEvent.click(screen.getByRole('combobox', { name: 'Function' }));
    expect(await screen.findByText('1,234 more')).toBeInTheDocument();
  });

  it('shows what a list cannot be had for, and takes what is typed', async () => {
    setResources({});
    await showEditor({ queryType: 'stacks' });
    await userEvent.click(screen.getByRole('combobox', { name: 'State' }));
    expect(await screen.findByText('There is no such resource.')).toBeInTheDocument();
  });

  it('leaves a query of a newer Parked alone', async () => {
    await showEditor({ queryType: 'stacks', version: 2 as unknown as 1 });
    expect(screen.getByRole('alert')).toHaveTextContent('saved by a newer Parked');
  });
});

describe('a download', () => {
  it('asks for the profile on view, and says in the backend’s words why there is none', async () => {
    const published: unknown[] = [];
    setAppEvents({ publish: (event: unknown) => published.push(event) } as unknown as ReturnType<typeof getAppEvents>);
    const asked = setResources({});
    await showEditor({ queryType: 'flamegraph', filter: { function: '$service' } });
    await open('Download');
    await act(async () => userEvent.click(await screen.findByText('Folded stacks')));
    expect(asked.find(({ url }) => url.endsWith('/resources/download'))).toMatchObject({
      method: 'POST',
      data: { format: 'folded', query: { filter: { function: 'shop' } } },
    });
    await waitFor(() => expect(JSON.stringify(published)).toContain('There is no such resource.'));
    expect(screen.getByRole('button', { name: 'Download' })).toBeEnabled();
  });
});
