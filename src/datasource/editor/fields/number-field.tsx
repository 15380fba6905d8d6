// A number, or a dashboard variable that contains one.
import React from 'react';
import { TextField } from './text-field.tsx';

interface Props {
  readonly id: string;
  readonly label: string;
  readonly tooltip?: string;
  readonly placeholder?: string;
  readonly width?: number;
  readonly value: number | undefined;
  readonly error?: string | undefined;
  readonly onChange: (value: number | undefined) => void;
}

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
