// A text setting of one or more lines, with its description and problem.
import React from 'react';
import { Field, Input, TextArea } from '@grafana/ui';
import { useForm } from '../form.tsx';
import { describeControl, fieldId, Help, type FieldProps } from './field-text.tsx';

interface Props extends FieldProps {
  readonly value: string | number | undefined;
  readonly onChange: (text: string) => void;
  readonly placeholder?: string;
  /** Number of lines of a multi-line input. */
  readonly rows?: number;
  /** A problem of the text that prevents reading it as a value. */
  readonly typingProblem?: string | undefined;
  readonly within?: 'within';
  readonly disabled?: boolean;
  readonly onBlur?: () => void;
}

export function TextField(props: Props) {
  const { readOnly, problemAt } = useForm();
  const { label, description, field, value, onChange, placeholder, rows, within, onBlur } = props;
  const error = props.typingProblem ?? problemAt(field, within);
  const common = {
    id: fieldId(field),
    value: value ?? '',
    placeholder,
    onBlur,
    ...describeControl({ label, field }),
    'aria-invalid': error !== undefined,
    spellCheck: false,
  };
  return (
    <Field
      label={label}
      description={<Help field={field} text={description} />}
      htmlFor={common.id}
      error={error}
      invalid={error !== undefined}
      disabled={readOnly || props.disabled}
    >
      {rows === undefined ? (
        <Input {...common} onChange={(event) => onChange(event.currentTarget.value)} />
      ) : (
        <TextArea {...common} rows={rows} onChange={(event) => onChange(event.currentTarget.value)} />
      )}
    </Field>
  );
}
