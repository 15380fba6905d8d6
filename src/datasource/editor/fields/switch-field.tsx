// Yes or no. "No" is always the default and is not saved.
import React from 'react';
import { EditorField } from '@grafana/plugin-ui';
import { Switch } from '@grafana/ui';
import type { FieldProps } from './field-props.ts';

type Props = Pick<FieldProps<boolean | undefined>, 'id' | 'label' | 'tooltip' | 'value' | 'onChange'>;

export function SwitchField({ id, label, tooltip, value, onChange }: Props) {
  return (
    <EditorField label={label} htmlFor={id} tooltip={tooltip}>
      <Switch id={id} value={value ?? false} onChange={(event) => onChange(event.currentTarget.checked || undefined)} />
    </EditorField>
  );
}
