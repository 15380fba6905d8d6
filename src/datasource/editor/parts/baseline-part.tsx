// What "before" means: for differences, differential flame graphs and ratios.
import React from 'react';
import type { Baseline } from '../../../core/query/model.ts';
import { ChoiceField } from '../fields/choice-field.tsx';
import { ConditionsField } from '../fields/conditions-field.tsx';
import { TextField } from '../fields/text-field.tsx';
import { problemAt } from '../part.ts';
import type { PartProps } from '../part.ts';
import { BaselineName } from './baseline-name.tsx';
import { listOf } from './list-of.ts';

/** All kinds of baseline. */
export const moments = ['rangeStart', 'ago', 'at', 'targets', 'name'] as const;
export type BaselineKind = 'none' | (typeof moments)[number];

const choices: readonly { readonly value: BaselineKind; readonly label: string; readonly description: string }[] = [
  { value: 'none', label: 'Nothing', description: 'No comparison' },
  { value: 'rangeStart', label: 'Start of the range', description: 'Where the time range begins' },
  { value: 'ago', label: 'Some time before', description: 'So long before the end of the range' },
  { value: 'at', label: 'A moment', description: 'A fixed time' },
  { value: 'targets', label: 'Other targets', description: 'The same moment elsewhere: another version, another pod' },
  { value: 'name', label: 'A named baseline', description: 'Kept on purpose, for as long as wanted' },
];

/** The initial value of each kind. */
const beginnings: Readonly<Record<BaselineKind, Baseline | undefined>> = {
  none: undefined,
  rangeStart: { rangeStart: true },
  ago: { ago: '1d' },
  at: { at: '' },
  targets: { targets: [] },
  name: { name: '' },
};

interface Props extends PartProps {
  readonly kinds: readonly BaselineKind[];
}

export function BaselinePart(props: Props) {
  const { query, resources, idPrefix, problem, onChange, kinds } = props;
  const { baseline } = query;
  const put = (changed: Baseline | undefined) => onChange({ baseline: changed });
  const error = problemAt(problem, 'baseline');
  return (
    <>
      <ChoiceField
        id={`${idPrefix}-baseline`}
        label="Compare with"
        width={24}
        value={findKind(baseline)}
        choices={choices.filter((choice) => kinds.includes(choice.value))}
        error={baseline === undefined ? error : undefined}
        onChange={(kind) => put(beginnings[kind])}
      />
      {baseline && 'ago' in baseline && (
        <TextField
          id={`${idPrefix}-baseline-ago`}
          label="How long before"
          placeholder="1d"
          value={baseline.ago}
          error={error}
          onChange={(ago) => put({ ago: ago ?? '' })}
        />
      )}
      {baseline && 'at' in baseline && (
        <TextField
          id={`${idPrefix}-baseline-at`}
          label="Moment"
          placeholder="2026-01-31T08:00:00Z"
          width={28}
          value={baseline.at}
          error={error}
          onChange={(at) => put({ at: at ?? '' })}
        />
      )}
      {baseline && 'targets' in baseline && (
        <ConditionsField
          id={`${idPrefix}-baseline-targets`}
          label="Targets to compare with"
          noun="condition on targets to compare with"
          conditions={baseline.targets}
          listLabels={listOf(() => resources.listLabels())}
          listValues={(label) => listOf(() => (label === '' ? Promise.resolve([]) : resources.listLabelValues(label)))}
          error={error}
          onChange={(targets) => put({ targets })}
        />
      )}
      {baseline && 'name' in baseline && (
        <BaselineName {...props} name={baseline.name} error={error} onName={(name) => put({ name })} />
      )}
    </>
  );
}

function findKind(baseline: Baseline | undefined): BaselineKind {
  if (baseline === undefined) return 'none';
  if ('ago' in baseline) return 'ago';
  if ('at' in baseline) return 'at';
  if ('targets' in baseline) return 'targets';
  if ('name' in baseline) return 'name';
  return 'rangeStart';
}
