// Query types that belong to the model already and are answered by a later version.
import { fail } from '../../core/problem.ts';
import type { Answerer } from './ask.ts';

export const notYet: Answerer = (ask) =>
  Promise.resolve(
    fail({
      code: 'not_implemented',
      status: 501,
      source: 'plugin',
      field: 'queryType',
      message: `The query type "${ask.query.queryType}" arrives in a later version of Parked. This one answers "stacks", "count" and "trend".`,
    }),
  );
