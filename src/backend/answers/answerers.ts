// One handler a query type. The compiler asks for an entry when the model gets a new type.
import type { QueryType } from '../../core/query/model.ts';
import type { Answerer } from './ask.ts';
import { answerCount } from './count.ts';
import { answerDiff } from './diff.ts';
import { answerDump } from './dump.ts';
import { answerEvents } from './events.ts';
import { answerFlamegraph } from './flamegraph.ts';
import { answerRuntime } from './runtime.ts';
import { answerSource } from './source.ts';
import { answerStacks } from './stacks.ts';
import { answerSuspects } from './suspects.ts';
import { answerTargets } from './targets.ts';
import { answerTrend } from './trend.ts';

export const answerers: Readonly<Record<QueryType, Answerer>> = {
  stacks: answerStacks,
  count: answerCount,
  trend: answerTrend,
  suspects: answerSuspects,
  flamegraph: answerFlamegraph,
  diff: answerDiff,
  dump: answerDump,
  source: answerSource,
  runtime: answerRuntime,
  events: answerEvents,
  targets: answerTargets,
};
