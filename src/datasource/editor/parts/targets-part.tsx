// Which targets are asked.
import React from 'react';
import { ConditionsField } from '../fields/conditions-field.tsx';
import { problemAt } from '../part.ts';
import type { PartProps } from '../part.ts';
import { listOf } from './list-of.ts';

export function TargetsPart({ query, resources, idPrefix, problem, onChange }: PartProps) {
  return (
    <ConditionsField
      id={`${idPrefix}-targets`}
      label="Targets"
      noun="condition on targets"
      description={query.targets?.length ? undefined : 'All targets of the data source'}
      conditions={query.targets ?? []}
      listLabels={listOf(() => resources.listLabels())}
      listValues={(label) => listOf(() => (label === '' ? Promise.resolve([]) : resources.listLabelValues(label)))}
      error={problemAt(problem, 'targets')}
      onChange={(targets) => onChange({ targets })}
    />
  );
}
