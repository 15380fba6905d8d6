// A text that represents a value such as a list or labels. It is kept as typed while the user types.
import React, { useState } from 'react';
import type { FieldProps } from './field-text.tsx';
import { TextField } from './text-field.tsx';

/** Converts a value to text and back. Reading returns the value or a problem. */
export interface Format<Value> {
  readonly write: (value: Value) => string;
  readonly read: (text: string) => { readonly value: Value } | { readonly problem: string };
}

interface Props<Value> extends FieldProps {
  readonly value: Value;
  readonly format: Format<Value>;
  readonly onChange: (value: Value) => void;
  readonly placeholder?: string;
  readonly rows?: number;
}

export function DraftField<Value>({ value, format, onChange, ...rest }: Props<Value>) {
  const written = format.write(value);
  const [draft, setDraft] = useState({ text: written, stands: written });
  // A value from outside (an entry was removed, settings were reloaded) replaces the typed text.
  const text = draft.stands === written ? draft.text : written;
  const read = format.read(text);
  const change = (typed: string) => {
    const next = format.read(typed);
    setDraft({ text: typed, stands: 'value' in next ? format.write(next.value) : written });
    if ('value' in next) onChange(next.value);
  };
  return (
    <TextField
      {...rest}
      within="within"
      value={text}
      onChange={change}
      typingProblem={'problem' in read ? read.problem : undefined}
    />
  );
}
