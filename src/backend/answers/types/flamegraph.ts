// The answer to `flamegraph`: a call tree of the stacks. With a baseline, it contains both sides.
import { nameBound } from '../../../core/bound-titles.ts';
import { flameSteps, type FlameQuestion, type FlameSide } from '../../../core/analysis/flame/flame-profiles.ts';
import type { FlameGraph } from '../../../core/analysis/flame/model.ts';
import type { Notice } from '../../../core/problem.ts';
import { fail, succeed, type Result } from '../../../core/problem.ts';
import type { Baseline } from '../../../core/query/model.ts';
import { frameFlame } from '../../../frames/flamegraph.ts';
import type { FrameMeta } from '../../../frames/model.ts';
import { takeTurns } from '../../loop-turns.ts';
import { cancelledProblem, type Answerer, type Ask } from '../ask.ts';
import { compareWith } from '../rows/compare.ts';
import { describeAnswer, gatherGroups, listInputs, makeQuestion } from '../rows/group.ts';
import { formatAmount, formatCount } from '../../../core/format.ts';

export const answerFlamegraph: Answerer = (ask) =>
  ask.query.baseline === undefined ? answerOne(ask) : answerBoth(ask, ask.query.baseline);

const answerOne: Answerer = async (ask) => {
  const answered = await gatherGroups(ask);
  if (!answered.ok) return answered;
  const { gathered, grouped, judgement, notices } = answered.value;
  const wanted = new Set(grouped.groups.map(({ key }) => key));
  const side: FlameSide = {
    inputs: listInputs(ask, gathered),
    isWanted: (key) => wanted.has(key),
    folded: grouped.folded.goroutines,
  };
  const graph = await drawFlame(ask, [side], makeQuestion(ask, gathered.per, judgement));
  if (!graph.ok) return graph;
  return succeed([
    frameFlame(graph.value, false, addNote(ask, graph.value, describeAnswer(ask, answered.value, notices))),
  ]);
};

async function answerBoth(ask: Ask, baseline: Baseline): ReturnType<Answerer> {
  const compared = await compareWith(ask, baseline);
  if (!compared.ok) return compared;
  const { before, after, question, diff, meta } = compared.value;
  const wanted = new Set([...diff.changes, ...diff.same].map(({ key }) => key));
  const isWanted = (key: string) => wanted.has(key);
  const sides = [
    { inputs: before, isWanted, folded: diff.before.folded.goroutines },
    { inputs: after, isWanted, folded: diff.after.folded.goroutines },
  ] as const;
  const graph = await drawFlame(ask, sides, question);
  if (!graph.ok) return graph;
  return succeed([frameFlame(graph.value, true, addNote(ask, graph.value, meta))]);
}

async function drawFlame(
  ask: Ask,
  sides: Parameters<typeof flameSteps>[0],
  question: Omit<FlameQuestion, 'maxNodes'>,
): Promise<Result<FlameGraph>> {
  const drawn = await takeTurns(flameSteps(sides, { ...question, maxNodes: boundNodes(ask) }), ask.signal);
  return drawn ?? fail(cancelledProblem);
}

function boundNodes({ ref }: Ask): number {
  return ref.settings.bounds.flameGraphNodes;
}

function addNote(ask: Ask, { folded, nodes }: FlameGraph, meta: FrameMeta): FrameMeta {
  if (folded === 0) return meta;
  const note: Notice = {
    severity: 'info',
    text:
      `${formatCount(folded)} of ${formatAmount(nodes, 'call')}, the smallest, are folded into "other" beneath ` +
      `their callers: a flame graph has at most ${formatCount(boundNodes(ask))} (${nameBound('flameGraphNodes')}). ` +
      'Use a filter to see fewer stacks in full.',
  };
  return { ...meta, notices: [...(meta.notices ?? []), note] };
}
