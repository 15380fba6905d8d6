// Less common filters.
import React from 'react';
import { changeFilter } from '../../change-query.ts';
import { ChoiceField } from '../fields/choice-field.tsx';
import { ConditionsField } from '../fields/conditions-field.tsx';
import { ExpressionField } from '../fields/expression-field.tsx';
import { ListField } from '../fields/list-field.tsx';
import { NumberField } from '../fields/number-field.tsx';
import { Fold } from '../../fold.tsx';
import { FieldRow } from '../fields/field-row.tsx';
import { problemAt } from '../part.ts';
import type { PartProps } from '../part.ts';
import { listOf } from './list-of.ts';
import { summarizeFilters } from './summarize.ts';

const gradeChoices = [
  { value: '', label: 'Any', description: 'All stacks, suspect or not' },
  { value: 'rising', label: 'Rising', description: 'Grows, and it is too early to say more' },
  { value: 'watch', label: 'Watch', description: 'One sign of a leak, or more' },
  { value: 'likely', label: 'Likely', description: 'Growth that pools, traffic and restarts do not explain' },
  { value: 'proven', label: 'Proven', description: 'The runtime itself says so' },
] as const;

export function MoreFilters({ query, resources, idPrefix, problem, onChange }: PartProps) {
  const { filter = {} } = query;
  const put = (change: Parameters<typeof changeFilter>[1]) => onChange(changeFilter(query, change));
  const fields = ['package', 'creator', 'fingerprints', 'labels', 'minCount', 'minWaitMinutes', 'minGrade'];
  return (
    <Fold
      id={`${idPrefix}-more`}
      title="More filters"
      summary={summarizeFilters(filter).join(' · ')}
      isFaulty={fields.some((field) => problemAt(problem, `filter.${field}`) !== undefined)}
    >
      <FieldRow>
        <ExpressionField
          id={`${idPrefix}-package`}
          label="Package"
          tooltip="Stacks that go through a package of this path"
          placeholder="any"
          value={filter.package}
          list={(typed) => resources.listPackages(typed)}
          error={problemAt(problem, 'filter.package')}
          onChange={(value) => put({ package: value })}
        />
        <ListField
          id={`${idPrefix}-fingerprints`}
          label="Stacks"
          tooltip="These stacks and no others, by fingerprint"
          placeholder="any"
          width={32}
          value={filter.fingerprints ?? []}
          list={(typed) => resources.listStacks(typed)}
          error={problemAt(problem, 'filter.fingerprints')}
          onChange={(fingerprints) => put({ fingerprints })}
        />
        <NumberField
          id={`${idPrefix}-min-count`}
          label="At least"
          tooltip="Only groups of so many goroutines or more"
          placeholder="0"
          value={filter.minCount}
          error={problemAt(problem, 'filter.minCount')}
          onChange={(minCount) => put({ minCount })}
        />
        <ChoiceField
          id={`${idPrefix}-min-grade`}
          label="Suspicion at least"
          width={22}
          value={filter.minGrade ?? ''}
          choices={gradeChoices}
          error={problemAt(problem, 'filter.minGrade')}
          onChange={(grade) => put({ minGrade: grade === '' ? undefined : grade })}
        />
        <ExpressionField
          id={`${idPrefix}-creator`}
          label="Created by"
          tooltip="The function that started them. Needs a goroutine dump, which stops the program for a moment."
          placeholder="any"
          value={filter.creator}
          list={(typed) => resources.listFunctions(typed)}
          error={problemAt(problem, 'filter.creator')}
          onChange={(value) => put({ creator: value })}
        />
        <NumberField
          id={`${idPrefix}-min-wait`}
          label="Minutes parked"
          tooltip="Parked for so many minutes or longer. Needs a goroutine dump, which stops the program for a moment."
          placeholder="0"
          value={filter.minWaitMinutes}
          error={problemAt(problem, 'filter.minWaitMinutes')}
          onChange={(minWaitMinutes) => put({ minWaitMinutes })}
        />
        <ConditionsField
          id={`${idPrefix}-labels`}
          label="pprof labels"
          noun="condition on pprof labels"
          conditions={filter.labels ?? []}
          listLabels={listOf(() => resources.listPprofLabels())}
          listValues={() => listOf(() => Promise.resolve([]))}
          error={problemAt(problem, 'filter.labels')}
          onChange={(labels) => put({ labels })}
        />
      </FieldRow>
    </Fold>
  );
}
