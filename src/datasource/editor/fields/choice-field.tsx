// One of a few known values.
import React from 'react';
import { EditorField } from '@grafana/plugin-ui';
import { OneChoice } from './one-choice.tsx';
import { useStable } from './use-stable.ts';

export interface Choice<Value extends string> {
  readonly value: Value;
  readonly label: string;
  readonly description?: string;
}

interface Props<Value extends string> {
  readonly id: string;
  readonly label: string;
  readonly tooltip?: string;
  readonly width?: number;
  readonly value: Value;
  readonly choices: readonly Choice<Value>[];
  readonly error?: string | undefined;
  readonly onChange: (value: Value) => void;
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
