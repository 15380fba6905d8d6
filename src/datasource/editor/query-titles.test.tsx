import { fireEvent, screen } from '@testing-library/react';
import { queryTitles } from '../../core/query/query-titles.ts';
import type { ParkedQuery } from '../query.ts';
import { setResources, setVariables } from '../testing/grafana.ts';
import { showEditor } from '../testing/query-editor.tsx';

jest.setTimeout(60_000);

beforeEach(() => {
  setVariables({});
  setResources({ labels: { labels: ['service'] }, states: { states: [] }, baselines: { baselines: [] } });
});

/** Together they show each field of the editor. */
const queries: readonly Partial<ParkedQuery>[] = [
  { queryType: 'stacks', inline: 'goroutine 1 [select]:' },
  { queryType: 'count', value: 'growth' },
  { queryType: 'trend' },
  { queryType: 'diff', baseline: { ago: '1d' } },
  { queryType: 'diff', baseline: { at: '2026-01-01T00:00:00Z' } },
  { queryType: 'diff', baseline: { targets: [] } },
  { queryType: 'diff', baseline: { name: 'healthy' } },
  { queryType: 'source' },
];

test('messages name each field by what stands above it', async () => {
  const names = new Set<string>();
  for (const query of queries) {
    const { container } = await showEditor(query);
    for (const fold of screen.queryAllByRole('button', { expanded: false })) fireEvent.click(fold);
    for (const element of container.querySelectorAll('*')) names.add(element.textContent.trim());
  }
  expect(Object.values(queryTitles).filter((title) => !names.has(title))).toEqual([]);
});
