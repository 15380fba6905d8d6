// The call tree while stacks are added. Consecutive calls without a fork are one run: 20,000 deep stacks have a million
// calls, but only about 40,000 runs.
import { rootName, type Side } from './model.ts';

/** Consecutive calls made by the same goroutines. */
export interface Run {
  /** At least one name, outermost first. */
  names: readonly string[];
  /** Undefined for the root. */
  caller: Run | undefined;
  /** Runs that follow the last call, by the name of their first call; undefined if there are none. */
  children: Map<string, Run> | undefined;
  /** Goroutines whose innermost call is the last call of the run. */
  self: [number, number];
  /** Goroutines of the run and of everything below it. Valid after `sumUp`. */
  value: [number, number];
}

export class FlameTree {
  readonly root: Run = makeRun([rootName], undefined);
  /** Number of goroutines without a known stack. */
  readonly rest: [number, number] = [0, 0];

  /** Adds goroutines whose stack is `path`: outermost call first, without the root. */
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

  /** Returns all runs, callers before callees, and computes `value` of each. */
  sumUp(): readonly Run[] {
    const runs = [this.root];
    // The list grows during the loop.
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

/** Splits a run: returns the part above the fork, with the rest of `child` below it. */
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
