// A query editor on a page that keeps the query, as Grafana's pages do.
import React, { useState } from 'react';
import { act, render } from '@testing-library/react';
import type { CoreApp } from '@grafana/data';
import { QueryEditor } from '../editor/query-editor.tsx';
import type { ParkedQuery } from '../query.ts';
import { makeDataSource } from './grafana.ts';

export interface Shown {
  readonly container: HTMLElement;
  /** The current query of the page. */
  readonly query: () => ParkedQuery;
  /** The queries that were run. */
  readonly ran: ParkedQuery[];
}

/** Resolves when the editor has loaded its lists. */
export async function showEditor(first: Partial<ParkedQuery>, app?: CoreApp): Promise<Shown> {
  const datasource = makeDataSource();
  let current: ParkedQuery = { refId: 'A', ...first };
  const ran: ParkedQuery[] = [];
  function Page() {
    const [query, setQuery] = useState(current);
    return (
      <QueryEditor
        datasource={datasource}
        query={query}
        app={app}
        onChange={(changed) => {
          current = changed;
          setQuery(changed);
        }}
        onRunQuery={() => ran.push(current)}
      />
    );
  }
  const { container } = render(<Page />);
  await act(() => import('../check-query.ts'));
  return { container, query: () => current, ran };
}
