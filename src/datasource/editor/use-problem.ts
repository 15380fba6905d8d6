// What the backend would object to, while a query is typed.
import { useEffect, useState } from 'react';
import type { CoreApp } from '@grafana/data';
import type { Problem } from '../../core/problem.ts';
import type { ParkedQuery } from '../query.ts';
import { isRuleEditor } from './offered-types.ts';

type Check = (query: ParkedQuery) => Problem | undefined;

/** Undefined until the check is loaded. `filled` is the query with its variables filled in. */
export function useProblem(filled: ParkedQuery, app: CoreApp | undefined): Problem | undefined {
  const [check, setCheck] = useState<{ readonly run: Check }>();
  useEffect(() => {
    let isShown = true;
    // Without the check the backend objects instead.
    import('../check-query.ts').then(
      ({ checkQuery }) => isShown && setCheck({ run: checkQuery }),
      () => undefined,
    );
    return () => {
      isShown = false;
    };
  }, []);
  const problem = check?.run(filled);
  // A repeated panel's variables are known to the panel alone; rules never have any.
  if (problem?.code === 'unresolved_variable' && !isRuleEditor(app)) return undefined;
  return problem;
}
