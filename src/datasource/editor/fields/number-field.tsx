// A number, or a dashboard variable that contains one.
import React from 'react';
import type { FieldProps } from './field-props.ts';
import { TextField } from './text-field.tsx';

type Props = FieldProps<number | undefined>;

export function NumberField({ value, onChange, width = 14, ...rest }: Props) {
  return (
    <TextField
      {...rest}
      width={width}
      value={value === undefined ? undefined : String(value)}
      onChange={(text) => onChange(readNumber(text))}
    />
  );
}

/** Text that is not a number is kept, because it may be a variable. The check reports anything else. */
function readNumber(text: string | undefined): number | undefined {
  const trimmed = text?.trim();
  if (!trimmed) return undefined;
  return /^\d{1,15}$/.test(trimmed) ? Number(trimmed) : (trimmed as unknown as number);
}
