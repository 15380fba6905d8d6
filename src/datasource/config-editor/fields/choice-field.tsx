// A setting with a few values, shown as buttons.
import React from 'react';
import { css } from '@emotion/css';
import { Field, RadioButtonGroup } from '@grafana/ui';
import { useForm } from '../form.tsx';
import { describeControl, fieldId, Help, type FieldProps } from './field-text.tsx';

interface Props<Choice extends string> extends FieldProps {
  readonly value: Choice;
  readonly choices: Readonly<Record<Choice, string>>;
  readonly onChange: (choice: Choice) => void;
}

export function ChoiceField<Choice extends string>(props: Props<Choice>) {
  const { readOnly, problemAt } = useForm();
  const { label, description, field, value, choices, onChange } = props;
  const error = problemAt(field);
  const options = (Object.keys(choices) as Choice[]).map((choice) => ({ value: choice, label: choices[choice] }));
  return (
    <Field
      label={label}
      description={<Help field={field} text={description} />}
      error={error}
      invalid={error !== undefined}
    >
      <RadioButtonGroup
        id={fieldId(field)}
        {...describeControl({ label, field })}
        options={options}
        value={value}
        onChange={onChange}
        disabled={readOnly}
        className={wrapping}
      />
    </Field>
  );
}

/** Six choices are wider than the form, and Grafana keeps buttons on one line. */
const wrapping = css({ flexWrap: 'wrap', maxWidth: '100%' });
