// A setting that is on or off.
import React from 'react';
import { Field, Switch } from '@grafana/ui';
import { useForm } from '../form.tsx';
import { describeControl, fieldId, Help, type FieldProps } from './field-text.tsx';

interface Props extends FieldProps {
  readonly value: boolean;
  readonly onChange: (on: boolean) => void;
}

export function SwitchField({ label, description, field, value, onChange }: Props) {
  const { readOnly, problemAt } = useForm();
  const error = problemAt(field);
  return (
    <Field
      label={label}
      description={<Help field={field} text={description} />}
      htmlFor={fieldId(field)}
      error={error}
      invalid={error !== undefined}
      disabled={readOnly}
    >
      <Switch
        id={fieldId(field)}
        {...describeControl({ label, field })}
        value={value}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    </Field>
  );
}
