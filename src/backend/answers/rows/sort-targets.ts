// Sorts targets: those with problems first, then by name.
import { type Labels, labelsKey } from '../../../core/labels.ts';
import type { TargetRow } from '../../../frames/targets.ts';

/** Problems that a user must fix come first. */
const signs: readonly ((row: TargetRow) => boolean)[] = [
  ({ up }) => up === 0,
  ({ sampling }) => sampling === 'paused',
  ({ sampling }) => sampling === 'failing',
  ({ sampling }) => sampling === 'slower',
  ({ leakProfile }) => leakProfile === 'missing',
  ({ leakProfile }) => leakProfile === 'unknown',
  ({ metrics }) => metrics === 'missing' || metrics === 'unknown',
  ({ up }) => up === null,
];

export function sortTargets(rows: readonly TargetRow[]): readonly TargetRow[] {
  const ranked = rows.map((row) => {
    const sign = signs.findIndex((shows) => shows(row));
    return { row, rank: sign < 0 ? signs.length : sign, name: nameRow(row.labels) };
  });
  ranked.sort((a, b) => a.rank - b.rank || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return ranked.map(({ row }) => row);
}

function nameRow(labels: Labels): string {
  return `${labels['service'] ?? ''}\n${labels['instance'] ?? ''}\n${labelsKey(labels)}`;
}
