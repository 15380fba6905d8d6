// Compiles ignore rules, and finds the rule that hides a stack.
import { compileRule, findMeant, listNamed, type RuleTest, type StackCandidate } from './match.ts';
import type { IgnoreCandidate, IgnorePackId, IgnoreRule, IgnoreSettings } from './model.ts';
import { ignorePacks } from './packs.ts';
import { Patterns } from './pattern.ts';
import { perObject } from '../per-object.ts';
import type { Stack } from '../stack/model.ts';

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

/** Compiles packs in the order of the settings, then own rules. The first rule that matches hides the stack. */
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

/** The few rules that may match although no pattern matches a function. Most stacks have no others. */
const listNeedless = perObject((ignore: Ignore) => ignore.filter(({ test }) => test.needs === undefined));
