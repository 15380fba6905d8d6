// The titles of groupings.
import type { Grouping } from '../../../core/analysis/model.ts';
import { plainGroupings } from '../../../core/analysis/model.ts';
import type { ListedChoice } from '../fields/load-choices.ts';

const words: Readonly<Record<(typeof plainGroupings)[number], readonly [label: string, description: string]>> = {
  stack: ['stack', 'Same stack and state'],
  location: ['location', 'File and line'],
  function: ['function', 'Innermost function'],
  ownFunction: ['own function', 'Innermost function of your own code'],
  package: ['package', 'Package of that function'],
  state: ['state', 'Why they are parked'],
  creator: ['creator', 'Who started them; needs a goroutine dump'],
};

export function groupingLabels(grouping: Grouping): string {
  const known = plainGroupings.find((name) => name === grouping);
  return known ? words[known][0] : grouping.replace(/^label:/, 'label ');
}

export const groupingChoices: readonly ListedChoice[] = plainGroupings.map((value) => ({
  value,
  label: words[value][0],
  description: words[value][1],
}));
