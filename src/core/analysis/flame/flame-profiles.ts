// Profiles as a flame graph, or two sets of them in one: which goroutines, beneath which headings, and call by call.
import { succeed, type Result } from '../../problem.ts';
import type { StackFrame } from '../../stack/model.ts';
import { pickLabels, type GroupInput, type GroupQuestion } from '../group.ts';
import type { Grouping } from '../model.ts';
import { visitKept, type KeptEntry } from '../visit-kept.ts';
import { FlameTree } from './flame-tree.ts';
import { layFlame } from './lay-flame.ts';
import { otherName, type FlameGraph, type Side } from './model.ts';

export interface FlameSide {
  readonly inputs: readonly GroupInput[];
  /** Takes the key of a group. */
  readonly isWanted: (key: string) => boolean;
  /** Goroutines whose stacks are not known. */
  readonly folded: number;
}

export interface FlameQuestion extends Omit<GroupQuestion, 'groupsLimit'> {
  readonly maxNodes: number;
}

/**
 * Names are the normalised ones, so that builds can be compared; a call of a function by itself is one row. What the query groups by, stacks apart, is a
 * row above the calls; so are the labels of `per` where targets differ in them. Fails as `groupProfiles` does.
 */
export function flameProfiles(
  sides: readonly [FlameSide] | readonly [FlameSide, FlameSide],
  question: FlameQuestion,
): Result<FlameGraph> {
  const tree = new FlameTree();
  const headings = listHeadings(question.groupBy);
  const heads = listHeads(sides, question.per);
  for (const [side, { inputs, isWanted, folded }] of sides.entries()) {
    const climb = makeClimb(tree);
    const visited = visitKept(inputs, question, isWanted, (kept) => {
      let node = FlameTree.root;
      const head = heads(inputs[kept.target]);
      if (head !== undefined) node = tree.enter(node, tree.label(head));
      for (const heading of headings) node = tree.enter(node, tree.label(heading(kept)));
      tree.add(climb(node, kept.interpreted.stack.frames), side as Side, kept.count);
    });
    if (!visited.ok) return visited;
    if (folded > 0) tree.add(tree.enter(FlameTree.root, tree.label(otherName)), side as Side, folded);
  }
  return succeed(layFlame(tree, question.maxNodes));
}

/** Frames are shared among the stacks of a profile, so each is named once. */
function makeClimb(tree: FlameTree): (node: number, frames: readonly StackFrame[]) => number {
  const labels = new Map<StackFrame, number>();
  return (from, frames) => {
    if (frames.length === 0) return tree.enter(from, tree.label('(no frames)'));
    let node = from;
    let above = -1;
    for (let at = frames.length - 1; at >= 0; at--) {
      const frame = frames[at]!;
      let label = labels.get(frame);
      if (label === undefined) labels.set(frame, (label = tree.label(frame.name)));
      if (label !== above) node = tree.enter(node, label);
      above = label;
    }
    return node;
  };
}

/** What stands above the calls, by what is grouped by. */
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

/** `service=shop`, where not all targets have the same. */
function listHeads(
  sides: readonly FlameSide[],
  per: readonly string[],
): (input: GroupInput | undefined) => string | undefined {
  const spell = (input: GroupInput) =>
    Object.entries(pickLabels(input.labels, per))
      .map(([name, value]) => `${name}=${value}`)
      .join(' ');
  const all = new Set(sides.flatMap(({ inputs }) => inputs.map(spell)));
  return (input) => (all.size > 1 && input !== undefined ? spell(input) : undefined);
}
