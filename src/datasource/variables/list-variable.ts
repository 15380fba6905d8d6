// Loads the values of a dashboard variable.
import type { MetricFindValue } from '@grafana/data';
import { listReal } from '../resources.ts';
import type { Choice, Resources } from '../resources.ts';
import { shortenNames } from '../short-labels.ts';
import type { VariableQuery } from './variable-query.ts';

/** `query` has its own variables filled in. Without a label there are no values. */
export async function listVariable(resources: Resources, query: VariableQuery): Promise<MetricFindValue[]> {
  switch (query.kind ?? 'labelValues') {
    case 'labelValues':
      return query.label ? toTexts(await resources.listLabelValues(query.label)) : [];
    case 'labels':
      return toTexts(await resources.listLabels());
    case 'packages':
      return toValues(await resources.listPackages(query.match));
    case 'functions':
      return toValues(await resources.listFunctions(query.match));
    case 'states':
      return toValues(await resources.listStates());
    case 'baselines':
      return toValues(await resources.listBaselines());
    case 'groups':
      return shortenTexts(toValues(await resources.listStacks()));
    default:
      throw new Error(`A variable of Parked cannot list "${String(query.kind)}".`);
  }
}

function toTexts(names: readonly string[]): MetricFindValue[] {
  return names.map((text) => ({ text, value: text }));
}

function shortenTexts(values: readonly MetricFindValue[]): MetricFindValue[] {
  const short = shortenNames(values.map(({ text }) => text));
  return values.map((value, index) => ({ ...value, text: short[index] ?? value.text }));
}

function toValues(choices: readonly Choice[]): MetricFindValue[] {
  return listReal(choices).map(({ value, label = value }) => ({ text: label, value }));
}
