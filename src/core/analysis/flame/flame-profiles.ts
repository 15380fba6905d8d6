// Builds a flame graph of one set of profiles, or of two sets for a comparison.
import { pickLabels } from '../../labels.ts';
import { succeed, type Result } from '../../problem.ts';
import type { StackFrame } from '../../stack/model.ts';
import { finish, type Steps } from '../../steps.ts';
import type { GroupInput, GroupQuestion } from '../group.ts';
import type { Grouping } from '../model.ts';
import { visitKeptSteps, type KeptEntry } from '../visit-kept.ts';
import { FlameTree } from './flame-tree.ts';
import { layFlame } from './lay-flame.ts';
import type { FlameGraph, Side } from './model.ts';

export interface FlameSide {
  readonly inputs: readonly GroupInput[];
  /** Takes the key of a group. */
  readonly isWanted: (key: string) => boolean;
  /** Number of goroutines without a known stack. */
  readonly folded: number;
}

export interface FlameQuestion extends Omit<GroupQuestion, 'groupsLimit'> {
  readonly maxNodes: number;
}

/**
 * Uses normalised names, so that builds can be compared. Direct recursion is one row. Each grouping except `stack` adds
 * a row above the calls; so do the labels of `per` in which targets differ. Fails like `groupProfiles`.
 */
export function flameProfiles(...asked: Parameters<typeof flameSteps>): Result<FlameGraph> {
  return finish(flameSteps(...asked));
}

/** `flameProfiles`, in steps. */
export function* flameSteps(
  sides: readonly [FlameSide] | readonly [FlameSide, FlameSide],
  question: FlameQuestion,
): Steps<Result<FlameGraph>> {
  const tree = new FlameTree();
  const headings = listHeadings(question.groupBy);
  const heads = listHeads(sides, question.per);
  for (const [at, { inputs, isWanted, folded }] of sides.entries()) {
    const side = at as Side;
    const visited = yield* visitKeptSteps(inputs, question, isWanted, (kept) => {
      const path = headings.map((heading) => heading(kept));
      const head = heads(inputs[kept.target]);
      if (head !== undefined) path.unshift(head);
      pushCalls(path, kept.interpreted.stack.frames);
      tree.add(path, side, kept.count);
    });
    if (!visited.ok) return visited;
    tree.rest[side] += folded;
  }
  yield;
  return succeed(layFlame(tree, question.maxNodes));
}

function pushCalls(path: string[], frames: readonly StackFrame[]): void {
  if (frames.length === 0) path.push('(no frames)');
  let above: string | undefined;
  for (let at = frames.length - 1; at >= 0; at--) {
    const { name } = frames[at]!;
    if (name !== above) path.push(name);
    above = name;
  }
}

/** The rows above the calls, one per grouping. */
function listHeadings(groupBy: readonly Grouping[]): readonly ((kept: KeptEntry) => string)[] {
  let at = 0;
  return groupBy.flatMap((grouping) => {
    const index = at;
    at += grouping === 'stack' ? 2 : 1;
    if (grouping === 'stack') return [];
    const name = grouping.startsWith('label:') ? grouping.slice('label:'.length) : undefined;
    return [
      ({ values }: KeptEntry) => {
        const value = values[index] ?? '';
        return name === undefined ? value || `(no ${grouping})` : `${name}=${value}`;
      },
    ];
  });
}

/** `service=shop`; only labels in which targets differ. */
function listHeads(
  sides: readonly FlameSide[],
  per: readonly string[],
): (input: GroupInput | undefined) => string | undefined {
  const format = (input: GroupInput) =>
    Object.entries(pickLabels(input.labels, per))
      .map(([name, value]) => `${name}=${value}`)
      .join(' ');
  const all = new Set(sides.flatMap(({ inputs }) => inputs.map(format)));
  return (input) => (all.size > 1 && input !== undefined ? format(input) : undefined);
}
