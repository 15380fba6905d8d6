// Options that limit the answer, folded with a summary of their values.
import React from 'react';
import type { Grouping } from '../../../core/analysis/model.ts';
import { queryDefaults } from '../../../core/query/defaults.ts';
import { ChoiceField } from '../fields/choice-field.tsx';
import { ListField } from '../fields/list-field.tsx';
import { NumberField } from '../fields/number-field.tsx';
import { SwitchField } from '../fields/switch-field.tsx';
import { TextField } from '../fields/text-field.tsx';
import { Fold } from '../../fold.tsx';
import { FieldRow } from '../fields/field-row.tsx';
import { problemAt } from '../part.ts';
import type { PartProps } from '../part.ts';
import { groupingChoices } from './grouping-words.ts';
import { listOf } from './list-of.ts';
import { summarizeOptions } from './summarize.ts';
import type { OptionName } from './summarize.ts';

interface Props extends PartProps {
  /** The options of this query type. */
  readonly options: readonly OptionName[];
}

export function OptionsPart(props: Props) {
  const { query, idPrefix, problem, options } = props;
  return (
    <Fold
      id={`${idPrefix}-options`}
      title="Options"
      summary={summarizeOptions(query, options).join(' · ')}
      isFaulty={options.some((name) => problemAt(problem, name) !== undefined)}
    >
      <FieldRow>
        {options.map((name) => (
          <Option key={name} {...props} name={name} />
        ))}
      </FieldRow>
    </Fold>
  );
}

const profileChoices = [
  { value: 'goroutine', label: 'Goroutines', description: 'All that there are' },
  { value: 'goroutineleak', label: 'Proven leaks', description: "The runtime's leak profile, at most hourly" },
] as const;

function Option({ query, resources, idPrefix, problem, onChange, name }: PartProps & { readonly name: OptionName }) {
  const id = `${idPrefix}-${name}`;
  const error = problemAt(problem, name);
  switch (name) {
    case 'groupBy': {
      const listLabels = async () => (await resources.listPprofLabels()).map((label) => ({ value: `label:${label}` }));
      return (
        <ListField
          id={id}
          label="Group by"
          tooltip="What goroutines of one group have in common"
          value={query.groupBy ?? queryDefaults.groupBy}
          list={async () => [...groupingChoices, ...(await listLabels())]}
          error={error}
          onChange={(groupBy) => onChange({ groupBy: groupBy as readonly Grouping[] })}
        />
      );
    }
    case 'per':
      return (
        <ListField
          id={id}
          label="Per"
          tooltip="Target labels that keep results apart; counts are summed across all others"
          value={query.per ?? queryDefaults.per}
          list={listOf(() => resources.listLabels())}
          error={error}
          onChange={(per) => onChange({ per })}
        />
      );
    case 'limit':
      return (
        <NumberField
          id={id}
          label="Limit"
          tooltip='So many groups; the rest is added up as "other"'
          placeholder={String(queryDefaults.limit)}
          value={query.limit}
          error={error}
          onChange={(limit) => onChange({ limit })}
        />
      );
    case 'legendFormat':
      return (
        <TextField
          id={id}
          label="Legend"
          tooltip="A name for each series, with labels in double braces"
          placeholder="{{function}} in {{service}}"
          width={32}
          value={query.legendFormat}
          error={error}
          onChange={(legendFormat) => onChange({ legendFormat })}
        />
      );
    case 'profile':
      return (
        <ChoiceField
          id={id}
          label="Profile"
          value={query.profile ?? queryDefaults.profile}
          choices={profileChoices}
          error={error}
          onChange={(profile) => onChange({ profile: profile === queryDefaults.profile ? undefined : profile })}
        />
      );
    case 'showIgnored':
      return (
        <SwitchField
          id={id}
          label="Show ignored"
          tooltip="Also what the data source's ignore rules leave out"
          value={query.showIgnored}
          onChange={(showIgnored) => onChange({ showIgnored })}
        />
      );
  }
}
