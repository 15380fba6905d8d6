// A list of texts, one per line.
import React from 'react';
import { DraftField, type Format } from './draft-field.tsx';
import type { FieldProps } from './field-text.tsx';

interface Props extends FieldProps {
  readonly value: readonly string[] | undefined;
  readonly onChange: (list: readonly string[]) => void;
  readonly placeholder?: string;
  readonly rows?: number;
}

export function ListField({ value, rows = 2, ...rest }: Props) {
  return <DraftField {...rest} value={value ?? []} rows={rows} format={lines} />;
}

/** Splits at white space: URLs, hosts, prefixes and label names contain none. */
const lines: Format<readonly string[]> = {
  write: (list) => list.join('\n'),
  read: (text) => ({ value: text.split(/\s+/).filter((item) => item !== '') }),
};
