// Separates stacks to show from stacks that a rule hides, and counts what each rule hid.
import { compileRule, findMeant, listNamed, type RuleTest, type StackCandidate } from './match.ts';
import {
  describeEntry,
  type IgnoreCandidate,
  type IgnorePackId,
  type IgnoreRule,
  type IgnoreSettings,
} from './model.ts';
import { ignorePacks } from './packs.ts';
import { Patterns } from './pattern.ts';
import { perObject } from '../per-object.ts';
import type { InterpretedEntry, Stack } from '../stack/model.ts';

/** The source of a rule: a pack, or the data source's own list. */
export interface RuleSource {
  readonly pack: IgnorePackId | null;
  /** Index in the pack or list, from 0. */
  readonly index: number;
  readonly rule: IgnoreRule;
}

interface Shared {
  readonly patterns: Patterns;
  readonly fitting: WeakMap<Stack, { readonly frames: readonly object[]; readonly rules: Ignore }>;
}

interface CompiledRule extends RuleSource {
  readonly test: RuleTest;
  /** Shared by all rules that were compiled together. */
  readonly shared: Shared;
}

/** Compiled rules. Compile once for a data source's settings, since the result caches names. */
export type Ignore = readonly CompiledRule[];

export interface HiddenByRule extends RuleSource {
  readonly groups: number;
  readonly goroutines: number;
}

interface IgnoreOutcome<T> {
  readonly shown: readonly T[];
  readonly hidden: readonly { readonly item: T; readonly by: RuleSource }[];
  /** Every rule in the order of testing, also those that hid nothing. */
  readonly rules: readonly HiddenByRule[];
  readonly hiddenGroups: number;
  readonly hiddenGoroutines: number;
}

/** Compiles packs in the order of the settings, then own rules. The first rule that matches is the one that hides. */
export function compileIgnore({ packs, rules }: IgnoreSettings): Ignore {
  const sources: RuleSource[] = [
    ...packs.flatMap((pack) => ignorePacks[pack].rules.map((rule, index) => ({ pack, index, rule }))),
    ...rules.map((rule, index) => ({ pack: null, index, rule })),
  ];
  const patterns = new Patterns();
  const shared: Shared = { patterns, fitting: new WeakMap() };
  return sources.map((source) => ({ ...source, test: compileRule(source.rule, patterns), shared }));
}

/** The rule that hides a stack; undefined when none does. */
export function findRule(ignore: Ignore, candidate: IgnoreCandidate): RuleSource | undefined {
  const fitting = listFitting(ignore, candidate);
  return fitting.length === 0 ? undefined : fitting.find(({ test }) => test.admits(candidate));
}

/**
 * The rules that fit a stack, cached for as long as the stack object lives. Profiles share such objects. Most stacks
 * have none.
 */
function listFitting(ignore: Ignore, candidate: StackCandidate): Ignore {
  const [first] = ignore;
  if (first === undefined) return ignore;
  const { patterns, fitting } = first.shared;
  const frames = listNamed(candidate);
  const known = fitting.get(candidate.stack);
  if (known?.frames === frames) return known.rules;
  const meant = findMeant(candidate, patterns);
  const possible = meant.size === 0 ? listNeedless(ignore) : ignore;
  const rules = possible.filter(
    ({ test: { needs, fits } }) => (needs === undefined || meant.has(needs)) && fits(candidate, meant),
  );
  fitting.set(candidate.stack, { frames, rules });
  return rules;
}

/** The few rules that may match where no pattern matches any function, as for most stacks. */
const listNeedless = perObject((ignore: Ignore) => ignore.filter(({ test }) => test.needs === undefined));

/**
 * Applies rules to any items that can be described as candidates. `comesBack` returns whether a hidden item is shown
 * all the same, because it has started to grow.
 */
export function applyIgnore<T>(
  items: readonly T[],
  describe: (item: T) => IgnoreCandidate,
  ignore: Ignore,
  comesBack: (item: T) => boolean = () => false,
): IgnoreOutcome<T> {
  const shown: T[] = [];
  const hidden: { item: T; by: RuleSource }[] = [];
  const sums = new Map<RuleSource, { groups: number; goroutines: number }>();
  let hiddenGoroutines = 0;
  for (const item of items) {
    const candidate = describe(item);
    const by = findRule(ignore, candidate);
    if (by === undefined || comesBack(item)) {
      shown.push(item);
      continue;
    }
    hidden.push({ item, by });
    const sum = sums.get(by) ?? { groups: 0, goroutines: 0 };
    sums.set(by, { groups: sum.groups + 1, goroutines: sum.goroutines + candidate.count });
    hiddenGoroutines += candidate.count;
  }
  const rules = ignore.map((compiled) => {
    const { pack, index, rule } = compiled;
    return { pack, index, rule, ...(sums.get(compiled) ?? { groups: 0, goroutines: 0 }) };
  });
  return { shown, hidden, rules, hiddenGroups: hidden.length, hiddenGoroutines };
}

/** Applies rules to the entries of one profile. */
export function applyIgnoreToEntries(
  entries: readonly InterpretedEntry[],
  ignore: Ignore,
): IgnoreOutcome<InterpretedEntry> {
  return applyIgnore(entries, describeEntry, ignore);
}
