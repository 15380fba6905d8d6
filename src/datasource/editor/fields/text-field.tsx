// One line of text. Typing changes the query at once, so that nothing is lost, but does not run it.
import React from 'react';
import { EditorField } from '@grafana/plugin-ui';
import { Input } from '@grafana/ui';
import type { FieldProps } from './field-props.ts';

type Props = FieldProps<string | undefined>;

export function TextField({ id, label, tooltip, placeholder, width = 20, value, error, onChange }: Props) {
  return (
    <EditorField label={label} htmlFor={id} tooltip={tooltip} width={width} error={error} invalid={error !== undefined}>
      <Input
        id={id}
        value={value ?? ''}
        placeholder={placeholder}
        aria-invalid={error !== undefined}
        onChange={(event) => onChange(event.currentTarget.value || undefined)}
      />
    </EditorField>
  );
}
