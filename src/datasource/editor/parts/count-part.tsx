// Which number `count` gives for each group.
import React from 'react';
import { EditorRow } from '@grafana/plugin-ui';
import type { CountValue } from '../../../core/query/model.ts';
import { queryDefaults } from '../../../core/query/defaults.ts';
import { ChoiceField } from '../fields/choice-field.tsx';
import { SwitchField } from '../fields/switch-field.tsx';
import { TextField } from '../fields/text-field.tsx';
import { BaselinePart, moments } from './baseline-part.tsx';
import { problemAt } from '../part.ts';
import type { PartProps } from '../part.ts';

const values: readonly { readonly value: CountValue; readonly label: string; readonly description: string }[] = [
  { value: 'count', label: 'Count', description: 'How many there are' },
  { value: 'change', label: 'Change', description: 'How many were gained over the window' },
  { value: 'growth', label: 'Growth', description: 'How many are gained a minute' },
  { value: 'ratio', label: 'Ratio', description: 'How many times as many as before' },
];

export function CountPart(props: PartProps) {
  const { query, idPrefix, problem, onChange } = props;
  const value = query.value ?? queryDefaults.value;
  const setValue = (chosen: CountValue) =>
    onChange({
      value: chosen === queryDefaults.value ? undefined : chosen,
      window: chosen === 'change' || chosen === 'growth' ? query.window : undefined,
      baseline: chosen === 'ratio' ? (query.baseline ?? { ago: '1d' }) : undefined,
    });
  return (
    <EditorRow>
      <ChoiceField
        id={`${idPrefix}-value`}
        label="Number"
        value={value}
        choices={values}
        error={problemAt(problem, 'value')}
        onChange={setValue}
      />
      {(value === 'change' || value === 'growth') && (
        <TextField
          id={`${idPrefix}-window`}
          label="Window"
          tooltip="How far back from the end of the range; the whole range without it"
          placeholder="the range"
          width={14}
          value={query.window}
          error={problemAt(problem, 'window')}
          onChange={(window) => onChange({ window })}
        />
      )}
      {value === 'ratio' && <BaselinePart {...props} kinds={moments} />}
      <SwitchField
        id={`${idPrefix}-zero`}
        label="Zero when empty"
        tooltip='Gives 0 when nothing matches, where a rule would otherwise be in the state "no data"'
        value={query.zeroWhenEmpty}
        onChange={(zeroWhenEmpty) => onChange({ zeroWhenEmpty })}
      />
    </EditorRow>
  );
}
