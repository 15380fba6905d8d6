// Selects the suspects that pass the filter and are hidden by no ignore rule.
import { compileSorter } from '../../../core/analysis/sort-entries.ts';
import type { Suspect } from '../../../core/analysis/suspects/model.ts';
import { succeed, type Result } from '../../../core/problem.ts';
import type { Ask } from '../ask.ts';
import { pickIgnore } from '../ignore-rules.ts';
import { makeEmptyProfile, makePastEntry } from '../gather/past-entries.ts';
import type { Judgement } from '../judgement.ts';

interface SortedSuspects {
  readonly shown: readonly Suspect[];
  /** Suspects that pass the filter and are hidden by a rule. */
  readonly ignored: readonly Suspect[];
}

/** Fails on an invalid regular expression, naming the field. */
export function sortSuspects(ask: Ask, judgement: Judgement, suspects: readonly Suspect[]): Result<SortedSuspects> {
  const { filter, per } = ask.query;
  // A state matches if any state of the suspect does. Group conditions were checked earlier. Only dumps know creators.
  const { states = [], creator: _, minCount: __, minGrade: ___, ...rest } = filter;
  const question = { groupBy: ['stack'], per, filter: rest, verdicts: judgement.lookup } as const;
  const profiles = [makeEmptyProfile('goroutine', ask.ref.settings.labelKeys)];
  const wanted = compileSorter(question, profiles);
  if (!wanted.ok) return wanted;
  const unhidden = compileSorter({ ...question, ignore: pickIgnore(ask, judgement) }, profiles);
  if (!unhidden.ok) return unhidden;
  const shown: Suspect[] = [];
  const ignored: Suspect[] = [];
  for (const suspect of suspects) {
    // The filter may match any part of a leak.
    const entries = [suspect, ...suspect.parts].map(({ stack, count }) =>
      makePastEntry({ stack, labels: {} }, count, 'goroutine'),
    );
    const inState = states.length === 0 || listStates(suspect).some((state) => states.includes(state));
    const asked = entries.filter((entry) => wanted.value(suspect.per, entry) !== undefined);
    if (!inState || asked.length === 0) continue;
    const isHidden = asked.every((entry) => unhidden.value(suspect.per, entry) === undefined);
    (isHidden ? ignored : shown).push(suspect);
  }
  return succeed({ shown, ignored });
}

function listStates({ state, states, parts }: Suspect): readonly string[] {
  return [state, ...[...states, ...parts].map((one) => one.state)];
}
