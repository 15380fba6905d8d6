// When a query runs: when somebody says so. Until then the editor says that what is shown is older than what is asked.
import { useState } from 'react';
import type { ParkedQuery } from '../query.ts';

interface Run {
  /** Whether the query is another than the one that ran last, as far as this editor saw. */
  readonly hasChanged: boolean;
  /** `next`: a query that was changed in the same breath. */
  readonly run: (next?: ParkedQuery) => void;
}

export function useRun(query: ParkedQuery, onRunQuery: () => void): Run {
  const [ran, setRan] = useState(spellQuestion(query));
  return {
    hasChanged: spellQuestion(query) !== ran,
    run: (next = query) => {
      setRan(spellQuestion(next));
      onRunQuery();
    },
  };
}

/** What is asked, without what Grafana adds to a query as it passes. */
function spellQuestion({
  refId: _refId,
  key: _key,
  hide: _hide,
  datasource: _datasource,
  ...rest
}: ParkedQuery): string {
  return JSON.stringify(Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1)));
}
