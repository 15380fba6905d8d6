// One line of text. Typing changes the query at once, so that nothing is lost, but does not run it.
import React from 'react';
import { EditorField } from '@grafana/plugin-ui';
import { Input } from '@grafana/ui';

interface Props {
  readonly id: string;
  readonly label: string;
  readonly tooltip?: string;
  readonly placeholder?: string;
  /** In units of the theme's spacing. */
  readonly width?: number;
  readonly value: string | undefined;
  readonly error?: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}

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
