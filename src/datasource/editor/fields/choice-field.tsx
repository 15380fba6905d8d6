// One of a few known values.
import React from 'react';
import { EditorField } from '@grafana/plugin-ui';
import type { FieldProps } from './field-props.ts';
import { OneChoice } from './one-choice.tsx';
import { useStable } from './use-stable.ts';

export interface Choice<Value extends string> {
  readonly value: Value;
  readonly label: string;
  readonly description?: string;
}

interface Props<Value extends string> extends Omit<FieldProps<Value>, 'placeholder'> {
  readonly choices: readonly Choice<Value>[];
}

export function ChoiceField<Value extends string>(props: Props<Value>) {
  const { id, label, tooltip, width = 20, value, choices, error, onChange } = props;
  const options = useStable([...choices]);
  return (
    <EditorField label={label} htmlFor={id} tooltip={tooltip} width={width} error={error} invalid={error !== undefined}>
      <OneChoice
        id={id}
        options={options}
        value={value}
        onChange={(chosen) => chosen !== null && onChange(chosen)}
        invalid={error !== undefined}
      />
    </EditorField>
  );
}
