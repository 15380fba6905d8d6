// Display names of numbers and series: the query's `legendFormat`, else the labels that differ. The labels themselves
// stay unchanged, since alerts depend on them.
import { labelValue, type Labels } from '../core/labels.ts';
import { fillLegend } from './legend.ts';

/** Combined into `shop.(*Store).Put (chan send)`. The fingerprint is added only where two names would be equal. */
const ownLabels: ReadonlySet<string> = new Set(['figure', 'function', 'state', 'fingerprint']);

/** Grafana's field configuration of each, in the given order. `{}` where there is no name, so that Grafana names it. */
export function nameSeries(
  legendFormat: string,
  all: readonly Labels[],
): readonly ({ readonly displayNameFromDS: string } | Readonly<Record<string, never>>)[] {
  const names = legendFormat === '' ? nameByDifference(all) : all.map((labels) => fillLegend(legendFormat, labels));
  return names.map((name) => (name === '' && legendFormat === '' ? {} : { displayNameFromDS: name }));
}

function nameByDifference(all: readonly Labels[]): readonly string[] {
  const differing = findDiffering(all);
  const names = all.map((labels) => {
    const own = nameStack(labels);
    const rest = Object.keys(labels).filter((name) => !ownLabels.has(name) && (own === '' || differing.has(name)));
    return [own, ...rest.map((name) => labelValue(labels, name))].filter(Boolean).join(' · ');
  });
  const times = new Map<string, number>();
  for (const name of names) times.set(name, (times.get(name) ?? 0) + 1);
  return names.map((name, index) => {
    const fingerprint = all[index]?.['fingerprint'];
    return (times.get(name) ?? 0) > 1 && fingerprint ? `${name} · ${fingerprint}` : name;
  });
}

function nameStack(labels: Labels): string {
  const { figure, function: name = '', state = '' } = labels;
  return figure ?? (name !== '' && state !== '' && name !== state ? `${name} (${state})` : name || state);
}

/**
 * Names of labels with more than one value. A label that only some series have counts. The rest beyond a limit has no
 * target.
 */
function findDiffering(some: readonly Labels[]): ReadonlySet<string> {
  const all = some.filter(({ fingerprint }) => fingerprint !== 'other');
  const names = new Set(all.flatMap((labels) => Object.keys(labels)));
  return new Set([...names].filter((name) => new Set(all.map((labels) => labelValue(labels, name))).size > 1));
}
