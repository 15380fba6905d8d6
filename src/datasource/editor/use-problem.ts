// Checks a query while it is typed, as the backend would.
import { useEffect, useState } from 'react';
import type { CoreApp } from '@grafana/data';
import type { Problem } from '../../core/problem.ts';
import type { ParkedQuery } from '../query.ts';
import { isRuleEditor } from './offered-types.ts';

type Check = (query: ParkedQuery) => Problem | undefined;

/** Undefined until the check is loaded. `filled` is the query with variables filled in. */
export function useProblem(filled: ParkedQuery, app: CoreApp | undefined): Problem | undefined {
  const [check, setCheck] = useState<{ readonly run: Check }>();
  useEffect(() => {
    let isShown = true;
    // If loading fails, the backend reports the problem.
    import('../check-query.ts').then(
      ({ checkQuery }) => isShown && setCheck({ run: checkQuery }),
      () => undefined,
    );
    return () => {
      isShown = false;
    };
  }, []);
  const problem = check?.run(filled);
  // Only a repeated panel knows its variables; rules have none.
  if (problem?.code === 'unresolved_variable' && !isRuleEditor(app)) return undefined;
  return problem;
}
