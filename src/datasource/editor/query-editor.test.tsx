import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { queryTypes } from '../../core/query/model.ts';
import type { QueryType } from '../../core/query/model.ts';
import { queryTypeTraits } from '../query-types.ts';
import { findBarriers } from '../testing/find-barriers.ts';
import { setResources, setVariables } from '../testing/grafana.ts';
import { showEditor } from '../testing/query-editor.tsx';

// The first of them loads Grafana's components.
jest.setTimeout(30_000);

beforeEach(() => {
  setVariables({});
  setResources({ labels: { labels: ['service', 'instance'] }, states: { states: [{ state: 'chan send', count: 3 }] } });
});

describe('the query editor', () => {
  it.each(queryTypes)('shows the type %s without anything that keeps people out', async (queryType: QueryType) => {
    const { container } = await showEditor({ queryType });
    expect(screen.getByText(queryTypeTraits[queryType].description)).toBeInTheDocument();
    expect(await findBarriers(container)).toEqual([]);
  });

  it('runs nothing while one types, and the query of then with Shift and Enter', async () => {
    const { query, ran } = await showEditor({ queryType: 'count', value: 'growth' });
    await userEvent.type(screen.getByLabelText('Window'), '15m');
    expect(query()).toMatchObject({ window: '15m' });
    expect(ran).toEqual([]);
    await userEvent.keyboard('{Shift>}{Enter}{/Shift}');
    expect(ran).toEqual([query()]);
  });

  it('says in the words of the backend what is wrong, where it is wrong', async () => {
    await showEditor({ queryType: 'count', value: 'growth', window: 'soon' });
    const input = screen.getByLabelText('Window');
    await waitFor(() => expect(input).toBeInvalid());
    expect(screen.getByRole('alert')).toHaveTextContent('"Window" must be a duration above zero');
  });
});
