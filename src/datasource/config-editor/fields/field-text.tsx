// The words of a field: its name is read out as the name alone, its description after it.
import React from 'react';
import { Label } from '@grafana/ui';

export interface FieldProps {
  readonly label: string;
  readonly description?: string;
  /** The key as provisioning writes it: `sampling.interval`. */
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

/** For controls that are named by an element alone: they take `nameId`. */
export function NamingLabel({ label, description, field }: FieldProps) {
  return (
    <Label htmlFor={fieldId(field)} description={description}>
      <span id={nameId(field)}>{label}</span>
    </Label>
  );
}

export const nameId = (field: string): string => `${fieldId(field)}-name`;

const helpId = (field: string): string => `${fieldId(field)}-help`;
