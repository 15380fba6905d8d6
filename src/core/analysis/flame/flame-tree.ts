// The tree of calls while stacks are added to it. Calls without a fork between them are one run: 20,000 deep stacks are
// a million calls, but only some 40,000 runs.
import { rootName, type Side } from './model.ts';

/** Calls one beneath the other, all made by the same goroutines. */
export interface Run {
  /** At least one, outermost first. */
  names: readonly string[];
  /** None for the root. */
  caller: Run | undefined;
  /** What follows the last call, by the name of the first call; none has no children. */
  children: Map<string, Run> | undefined;
  /** Goroutines that end at the last call. */
  self: [number, number];
  /** Goroutines of all its calls, those beneath them included: known once the tree is summed up. */
  value: [number, number];
}

export class FlameTree {
  readonly root: Run = makeRun([rootName], undefined);
  /** Goroutines whose stacks are not known. */
  readonly rest: [number, number] = [0, 0];

  /** Goroutines that end where `path` does; outermost call first, without the root. */
  add(path: readonly string[], side: Side, count: number): void {
    let run = this.root;
    for (let at = 0; at < path.length;) {
      const first = path[at]!;
      const child = run.children?.get(first);
      if (child === undefined) {
        const end = makeRun(path.slice(at), run);
        (run.children ??= new Map<string, Run>()).set(first, end);
        run = end;
        break;
      }
      const { names } = child;
      let same = 1;
      while (same < names.length && at + same < path.length && names[same] === path[at + same]) same++;
      run = same === names.length ? child : splitRun(run, child, same);
      at += same;
    }
    run.self[side] += count;
  }

  /** All runs, callers before what they call; `value` of each is right from now on. */
  sumUp(): readonly Run[] {
    const runs = [this.root];
    // Grows while it is walked.
    for (const { children } of runs)
      if (children !== undefined) for (const child of children.values()) runs.push(child);
    for (const run of runs) run.value = [...run.self];
    for (let at = runs.length - 1; at > 0; at--) addTo(runs[at]!.caller!.value, runs[at]!.value);
    addTo(this.root.value, this.rest);
    return runs;
  }
}

function makeRun(names: readonly string[], caller: Run | undefined): Run {
  return { names, caller, children: undefined, self: [0, 0], value: [0, 0] };
}

/** The run above the fork, with the rest of `child` beneath it. */
function splitRun(caller: Run, child: Run, at: number): Run {
  const above = makeRun(child.names.slice(0, at), caller);
  caller.children!.set(above.names[0]!, above);
  child.names = child.names.slice(at);
  child.caller = above;
  above.children = new Map([[child.names[0]!, child]]);
  return above;
}

function addTo(sums: [number, number], more: readonly [number, number]): void {
  sums[0] += more[0];
  sums[1] += more[1];
}
