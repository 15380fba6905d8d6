// Selects the entry of `auth` for a request.
import React from 'react';
import { Field } from '@grafana/ui';
import { OneChoice } from '../../editor/fields/one-choice.tsx';
import { useStable } from '../../editor/fields/use-stable.ts';
import { useForm } from '../form.tsx';
import { fieldId, nameId, NamingLabel, type FieldProps } from './field-text.tsx';

interface Props extends FieldProps {
  readonly value: string | undefined;
  readonly onChange: (name: string | undefined) => void;
}

export function CredentialField({ label, description, field, value, onChange }: Props) {
  const { options, readOnly, problemAt } = useForm();
  const names = (options.jsonData.auth ?? []).map(({ name }) => name).filter((name) => name !== '');
  const all = [...new Set([...names, ...(value === undefined ? [] : [value])])];
  const choices = useStable(all.map((name) => ({ value: name })));
  const error = problemAt(field);
  return (
    <Field
      label={
        <NamingLabel
          label={label}
          description={description ?? 'An entry of the named credentials below.'}
          field={field}
        />
      }
      error={error}
      invalid={error !== undefined}
    >
      <OneChoice
        id={fieldId(field)}
        aria-labelledby={nameId(field)}
        options={choices}
        value={value ?? null}
        placeholder={names.length === 0 ? 'No named credentials yet' : 'None'}
        onChange={(chosen) => onChange(chosen ?? undefined)}
        isClearable
        disabled={readOnly}
      />
    </Field>
  );
}
