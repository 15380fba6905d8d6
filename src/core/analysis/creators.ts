// Finds which of the program's functions started the goroutines of a dump. Library starters (errgroup, WaitGroup.Go,
// pools, timers) are traced back to the program's own code. Only debug=2 names creators.
import type { InterpretedEntry, InterpretedProfile } from '../stack/model.ts';
import { SymbolCache } from '../stack/symbol-cache.ts';

/** How the starter of a goroutine was found, the most certain first. */
type CreatorProof =
  /** `created by` names the program's own code. */
  | 'created by'
  /** A library started it; its outermost function is a closure written in this function. */
  | 'closure'
  /** A library started it for a goroutine that is still in this function. */
  | 'parent'
  /** No function of the program is known: this is the library's function, or empty. */
  | 'library';

/** A function that started goroutines. Its parent in the tree started the goroutine it ran in. */
export interface CreatorNode {
  /** Normalised name. */
  readonly function: string;
  /** Goroutines that it started directly. */
  readonly started: number;
  /** Goroutines that it started directly or indirectly. */
  readonly total: number;
  /** Library functions between it and the goroutines, such as `errgroup.(*Group).Go`. */
  readonly through: readonly string[];
  /** The most certain first. */
  readonly proofs: readonly CreatorProof[];
  /** Wait states of the goroutines it started directly, most frequent first. */
  readonly states: readonly { readonly state: string; readonly count: number }[];
  /** Sorted by `total`, descending. */
  readonly children: readonly CreatorNode[];
}

export interface CreatorTree {
  readonly roots: readonly CreatorNode[];
  /** Goroutines in the tree. */
  readonly attributed: number;
  /** Goroutines without a creator: the main goroutine and the runtime's own. */
  readonly original: number;
}

interface Start {
  readonly function: string;
  readonly through: string | undefined;
  readonly proof: CreatorProof;
}

interface Draft {
  readonly function: string;
  started: number;
  readonly through: Set<string>;
  readonly proofs: Set<CreatorProof>;
  readonly states: Map<string, number>;
  readonly children: Map<string, Draft>;
}

const proofOrder: readonly CreatorProof[] = ['created by', 'closure', 'parent', 'library'];
/** Deeper chains are cut, to keep the tree readable. */
const maxDepth = 24;

/** Undefined if no entry names its creator. */
export function buildCreatorTree(profile: InterpretedProfile): CreatorTree | undefined {
  const entries = profile.entries.filter(({ entry, stack }) => !entry.folded && !stack.profiler);
  if (!entries.some(({ entry }) => entry.header?.creator !== undefined)) return undefined;
  const index = new CreatorIndex(entries);
  const top = makeDraft('');
  let attributed = 0;
  let original = 0;
  for (const one of entries) {
    const chain = index.trace(one);
    if (chain.length === 0) {
      original += one.entry.count;
      continue;
    }
    attributed += one.entry.count;
    count(top, chain, one);
  }
  return { roots: finish(top), attributed, original };
}

class CreatorIndex {
  /** Entries by goroutine number, where the number is known. */
  readonly #byNumber = new Map<number, InterpretedEntry>();
  /** The entry that has this function on its stack; null if several have. */
  readonly #byFunction = new Map<string, InterpretedEntry | null>();
  readonly #ownPackages = new Set<string>();
  readonly #starts = new Map<InterpretedEntry, Start | undefined>();
  readonly #symbols = new SymbolCache();

  constructor(entries: readonly InterpretedEntry[]) {
    for (const one of entries) {
      for (const id of one.entry.header?.sampleIds ?? []) this.#byNumber.set(id, one);
      for (const { own, name, raw } of one.stack.frames) {
        if (!own) continue;
        this.#ownPackages.add(this.#symbols.read(raw.function).package);
        const known = this.#byFunction.get(name);
        this.#byFunction.set(name, known === undefined || known === one ? one : null);
      }
    }
  }

  /** The starters, outermost first; empty for a goroutine without a creator. */
  trace(one: InterpretedEntry): readonly Start[] {
    const chain: Start[] = [];
    let current: InterpretedEntry | undefined = one;
    const seen = new Set<InterpretedEntry>();
    while (current !== undefined && !seen.has(current) && chain.length < maxDepth) {
      seen.add(current);
      const start = this.findStart(current);
      if (start === undefined) break;
      // A function that restarts itself is listed once.
      if (chain[0]?.function !== start.function) chain.unshift(start);
      current = this.#parentOf(current);
    }
    return chain;
  }

  findStart(one: InterpretedEntry): Start | undefined {
    if (!this.#starts.has(one)) this.#starts.set(one, this.#attribute(one));
    return this.#starts.get(one);
  }

  #attribute(one: InterpretedEntry): Start | undefined {
    const creator = one.entry.header?.creator;
    if (creator === undefined) return undefined;
    const symbol = this.#symbols.read(creator.function);
    if (this.#ownPackages.has(symbol.package) || symbol.package === 'main') {
      return { function: cutClosure(symbol.name), through: undefined, proof: 'created by' };
    }
    const through = symbol.name;
    // The library runs a closure of the caller, whose name says where it was written.
    const outermost = one.stack.frames.findLast(({ own }) => own);
    if (outermost?.name.endsWith('.func')) return { function: cutClosure(outermost.name), through, proof: 'closure' };
    const parent = this.#parentOf(one)?.stack.frames.find(({ own }) => own);
    if (parent !== undefined) return { function: cutClosure(parent.name), through, proof: 'parent' };
    if (outermost !== undefined) return { function: outermost.name, through, proof: 'closure' };
    return { function: through, through: undefined, proof: 'library' };
  }

  #parentOf({ entry }: InterpretedEntry): InterpretedEntry | undefined {
    const creator = entry.header?.creator;
    if (creator?.goroutine !== undefined) return this.#byNumber.get(creator.goroutine);
    // Goroutines with different starters may share this entry. They count as alike only if all are in one function.
    return creator === undefined
      ? undefined
      : (this.#byFunction.get(this.#symbols.read(creator.function).name) ?? undefined);
  }
}

/** `main.fetchAll.func` was written in `main.fetchAll`. */
function cutClosure(name: string): string {
  return name.endsWith('.func') ? name.slice(0, -'.func'.length) : name;
}

function makeDraft(name: string): Draft {
  return {
    function: name,
    started: 0,
    through: new Set(),
    proofs: new Set(),
    states: new Map(),
    children: new Map(),
  };
}

function count(top: Draft, chain: readonly Start[], { entry, stack }: InterpretedEntry): void {
  let node = top;
  for (const start of chain) {
    let child = node.children.get(start.function);
    if (child === undefined) node.children.set(start.function, (child = makeDraft(start.function)));
    node = child;
  }
  const last = chain.at(-1)!;
  node.started += entry.count;
  node.proofs.add(last.proof);
  if (last.through !== undefined) node.through.add(last.through);
  node.states.set(stack.state, (node.states.get(stack.state) ?? 0) + entry.count);
}

function finish(draft: Draft): readonly CreatorNode[] {
  return [...draft.children.values()]
    .map((child): CreatorNode => {
      const children = finish(child);
      return {
        function: child.function,
        started: child.started,
        total: child.started + children.reduce((sum, { total }) => sum + total, 0),
        through: [...child.through].sort(),
        proofs: proofOrder.filter((proof) => child.proofs.has(proof)),
        states: [...child.states]
          .map(([state, goroutines]) => ({ state, count: goroutines }))
          .sort((a, b) => b.count - a.count || (a.state < b.state ? -1 : 1)),
        children,
      };
    })
    .sort((a, b) => b.total - a.total || (a.function < b.function ? -1 : 1));
}
