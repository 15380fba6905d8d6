// The query of a dashboard variable.
import type { DataQuery } from '@grafana/data';

export const variableKinds = [
  'labelValues',
  'labels',
  'groups',
  'functions',
  'packages',
  'states',
  'baselines',
] as const;
type VariableKind = (typeof variableKinds)[number];

export interface VariableQuery extends DataQuery {
  readonly kind?: VariableKind;
  /** The label whose values are listed. */
  readonly label?: string;
  /** A part of the function names. */
  readonly match?: string;
}

export const variableKindWords: Readonly<
  Record<VariableKind, { readonly label: string; readonly description: string }>
> = {
  labelValues: { label: 'Label values', description: 'Values of a label of the targets, such as service' },
  labels: { label: 'Labels', description: 'Names of the labels that targets have' },
  groups: { label: 'Stacks', description: 'Stacks that goroutines are on now; the value is the fingerprint' },
  functions: { label: 'Functions', description: 'Functions that goroutines are in now' },
  packages: { label: 'Packages', description: 'Packages of those functions' },
  states: { label: 'States', description: 'Why goroutines are parked now' },
  baselines: { label: 'Named baselines', description: 'Baselines that were kept under a name' },
};
