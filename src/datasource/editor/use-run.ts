// Runs a query on request. Until then the editor marks the shown answer as outdated.
import { useState } from 'react';
import type { ParkedQuery } from '../query.ts';

interface Run {
  /** Whether the query differs from the one that this editor ran last. */
  readonly hasChanged: boolean;
  /** `next`: a query that changes in the same step. */
  readonly run: (next?: ParkedQuery) => void;
}

export function useRun(query: ParkedQuery, onRunQuery: () => void): Run {
  const [ran, setRan] = useState(formatQuestion(query));
  return {
    hasChanged: formatQuestion(query) !== ran,
    run: (next = query) => {
      setRan(formatQuestion(next));
      onRunQuery();
    },
  };
}

/** The query without the fields that Grafana adds. */
function formatQuestion({
  refId: _refId,
  key: _key,
  hide: _hide,
  datasource: _datasource,
  ...rest
}: ParkedQuery): string {
  return JSON.stringify(Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1)));
}
