import React from 'react';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { checkQuery } from '../check-query.ts';
import { examples } from '../examples.ts';
import type { ParkedQuery } from '../query.ts';
import { findBarriers } from '../testing/find-barriers.ts';
import { makeDataSource } from '../testing/grafana.ts';
import { QueryHelp } from './query-help.tsx';

// The first of them loads Grafana's components.
jest.setTimeout(30_000);

const targets = [{ label: 'service', op: '=', value: 'shop' }] as const;

describe('the help of the query editor', () => {
  it('puts an example into the editor, for the targets that were chosen', async () => {
    const clicked: ParkedQuery[] = [];
    const query: ParkedQuery = { refId: 'B', queryType: 'trend', targets, filter: { states: ['select'] } };
    const { container } = render(
      <QueryHelp datasource={makeDataSource()} query={query} onClickExample={(example) => clicked.push(example)} />,
    );
    await userEvent.click(screen.getByRole('button', { name: /^What leaks/ }));
    expect(clicked).toEqual([{ refId: 'B', targets, version: 1, queryType: 'suspects' }]);
    expect(await findBarriers(container)).toEqual([]);
  });

  it.each(examples.map((example) => [example.title, example] as const))('has an answer to "%s"', (_title, example) => {
    expect(checkQuery({ refId: 'A', ...example.query })).toBeUndefined();
  });
});
