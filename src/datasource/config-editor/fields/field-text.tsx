// The words of a field: its name is read out as the name alone, its description after it.
import React from 'react';

export interface FieldProps {
  readonly label: string;
  readonly description?: string;
  /** The key as provisioning spells it: `sampling.interval`. */
  readonly field: string;
}

/** An id that labels can point at. */
export function fieldId(field: string): string {
  return `parked-${field.replace(/[^\w]+/g, '-')}`;
}

/** Grafana's fields make the description a part of the name, which would be all of it for each key pressed. */
export function describeControl({ label, field }: FieldProps) {
  return { 'aria-label': label, 'aria-describedby': helpId(field) };
}

export function Help({ field, text }: { readonly field: string; readonly text: string | undefined }) {
  return <span id={helpId(field)}>{text}</span>;
}

const helpId = (field: string): string => `${fieldId(field)}-help`;
