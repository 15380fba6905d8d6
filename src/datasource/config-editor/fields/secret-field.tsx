// A secret. It can be set and replaced, but not read.
import React from 'react';
import { Field, SecretInput } from '@grafana/ui';
import { useForm } from '../form.tsx';
import { dropSecret, setSecret } from '../secrets.ts';
import { describeControl, fieldId, Help } from './field-text.tsx';

interface Props {
  readonly label: string;
  readonly description?: string;
  /** Its key in `secureJsonData`. */
  readonly secret: string;
  /** As messages write it: `secureJsonData.bearerToken`. */
  readonly field: string;
}

export function SecretField({ label, description, secret, field }: Props) {
  const { options, readOnly, problemAt, change } = useForm();
  const error = problemAt(field);
  const id = fieldId(field);
  return (
    <Field
      label={label}
      description={<Help field={field} text={description} />}
      htmlFor={id}
      error={error}
      invalid={error !== undefined}
      disabled={readOnly}
    >
      <SecretInput
        id={id}
        {...describeControl({ label, field })}
        isConfigured={options.secureJsonFields[secret] ?? false}
        value={options.secureJsonData?.[secret] ?? ''}
        onChange={(event) => change(setSecret(options, secret, event.currentTarget.value))}
        onReset={() => change(dropSecret(options, secret))}
        disabled={readOnly}
        autoComplete="new-password"
      />
    </Field>
  );
}
