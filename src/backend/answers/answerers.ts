// The table of handlers, one per query type. The compiler demands an entry for each new type.
import type { QueryType } from '../../core/query/model.ts';
import type { Answerer } from './ask.ts';
import { answerCount } from './types/count.ts';
import { answerDiff } from './types/diff.ts';
import { answerDump } from './types/dump.ts';
import { answerEvents } from './types/events.ts';
import { answerFlamegraph } from './types/flamegraph.ts';
import { answerRuntime } from './types/runtime.ts';
import { answerSource } from './types/source.ts';
import { answerStack } from './types/stack.ts';
import { answerStacks } from './types/stacks.ts';
import { answerSuspects } from './types/suspects.ts';
import { answerTargets } from './types/targets.ts';
import { answerTrend } from './types/trend.ts';
import { answerVerdict } from './types/verdict.ts';

export const answerers: Readonly<Record<QueryType, Answerer>> = {
  stacks: answerStacks,
  count: answerCount,
  trend: answerTrend,
  suspects: answerSuspects,
  stack: answerStack,
  flamegraph: answerFlamegraph,
  diff: answerDiff,
  dump: answerDump,
  source: answerSource,
  runtime: answerRuntime,
  events: answerEvents,
  targets: answerTargets,
  verdict: answerVerdict,
};
