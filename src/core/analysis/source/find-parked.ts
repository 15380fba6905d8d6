// Finds the lines of a function at which goroutines are parked, directly or in what the line calls.
import { MatchBudget } from '../../match-budget.ts';
import { compileExpression } from '../../regular-expression.ts';
import { succeed, type Result } from '../../problem.ts';
import type { Frame } from '../../profile/model.ts';
import type { Fingerprint, InterpretedEntry, StackFrame } from '../../stack/model.ts';
import type { ParkedFunction, ParkedLine } from './model.ts';

interface CountedEntry {
  readonly interpreted: InterpretedEntry;
  readonly count: number;
}

interface LineDraft {
  count: number;
  readonly states: Map<string, number>;
  readonly stacks: Map<Fingerprint, number>;
}

interface FunctionDraft {
  readonly name: string;
  readonly frame: Frame;
  readonly own: boolean;
  goroutines: number;
  readonly lines: Map<number, LineDraft>;
}

/**
 * `wanted` is a function's name, normalised or as the profile writes it. If no stack contains it, it is a regular
 * expression (RE2, unanchored) on normalised names. The function with the most goroutines comes first. Fails with
 * `field` on an invalid expression.
 */
export function findParked(
  entries: readonly CountedEntry[],
  wanted: string,
  field: string,
): Result<readonly ParkedFunction[]> {
  const isNamed = ({ name, raw }: StackFrame) => name === wanted || raw.function === wanted;
  if (entries.some(({ interpreted }) => interpreted.stack.frames.some(isNamed))) {
    return succeed(collect(entries, isNamed));
  }
  const expression = compileExpression(wanted, field);
  if (!expression.ok) return expression;
  const known = new Map<string, boolean>();
  const budget = new MatchBudget();
  return succeed(
    collect(entries, ({ name }) => {
      const matches = known.get(name) ?? budget.test(expression.value, name) ?? false;
      known.set(name, matches);
      return matches;
    }),
  );
}

function collect(
  entries: readonly CountedEntry[],
  isWanted: (frame: StackFrame) => boolean,
): readonly ParkedFunction[] {
  const drafts = new Map<string, FunctionDraft>();
  for (const { interpreted, count } of entries) {
    const { frames, state, fingerprint } = interpreted.stack;
    // A recursive function counts each goroutine once, and so does each of its lines.
    const passed = new Set<FunctionDraft>();
    const lines = new Set<LineDraft>();
    for (const frame of frames) {
      if (!isWanted(frame)) continue;
      const draft = findFunction(drafts, frame);
      passed.add(draft);
      lines.add(findLine(draft, frame.raw.line));
    }
    for (const draft of passed) draft.goroutines += count;
    for (const line of lines) {
      line.count += count;
      line.states.set(state, (line.states.get(state) ?? 0) + count);
      line.stacks.set(fingerprint, (line.stacks.get(fingerprint) ?? 0) + count);
    }
  }
  return [...drafts.values()].map(finish).sort((a, b) => b.goroutines - a.goroutines || (a.name < b.name ? -1 : 1));
}

function findFunction(drafts: Map<string, FunctionDraft>, { name, raw, own }: StackFrame): FunctionDraft {
  const key = `${name}\n${raw.file}`;
  const known = drafts.get(key) ?? { name, frame: raw, own, goroutines: 0, lines: new Map<number, LineDraft>() };
  drafts.set(key, known);
  return known;
}

function findLine({ lines }: FunctionDraft, line: number): LineDraft {
  const known = lines.get(line) ?? {
    count: 0,
    states: new Map<string, number>(),
    stacks: new Map<Fingerprint, number>(),
  };
  lines.set(line, known);
  return known;
}

function finish({ name, frame, own, goroutines, lines }: FunctionDraft): ParkedFunction {
  const parked = [...lines].map(([line, { count, states, stacks }]): ParkedLine => {
    const [largest] = rank(stacks);
    return { line, count, states: rank(states), fingerprint: largest?.[0] ?? ('' as Fingerprint) };
  });
  return { name, frame, own, goroutines, lines: parked.sort((a, b) => a.line - b.line) };
}

function rank<Key extends string>(counts: ReadonlyMap<Key, number>): readonly (readonly [Key, number])[] {
  return [...counts].sort(([a, some], [b, more]) => more - some || (a < b ? -1 : 1));
}
