// Name and description of a field. Screen readers read the name first, then the description.
import React from 'react';
import { Label } from '@grafana/ui';

export interface FieldProps {
  readonly label: string;
  readonly description?: string;
  /** The key as provisioning writes it: `sampling.interval`. */
  readonly field: string;
}

/** An id for labels. */
export function fieldId(field: string): string {
  return `parked-${field.replace(/[^\w]+/g, '-')}`;
}

/** Grafana's fields include the description in the name, which would be read out on every key press. */
export function describeControl({ label, field }: FieldProps) {
  return { 'aria-label': label, 'aria-describedby': helpId(field) };
}

export function Help({ field, text }: { readonly field: string; readonly text: string | undefined }) {
  return <span id={helpId(field)}>{text}</span>;
}

/** For controls that need the id of an element as their name. */
export function NamingLabel({ label, description, field }: FieldProps) {
  return (
    <Label htmlFor={fieldId(field)} description={description}>
      <span id={nameId(field)}>{label}</span>
    </Label>
  );
}

export const nameId = (field: string): string => `${fieldId(field)}-name`;

const helpId = (field: string): string => `${fieldId(field)}-help`;
