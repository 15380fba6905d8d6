// Merges diagnoses of several services that say the same, so that they appear once.
import type { Labels } from '../../labels.ts';
import { formatCount } from '../../format.ts';
import type { Diagnosis } from './model.ts';

interface MergedDiagnosis extends Pick<Diagnosis, 'kind' | 'text' | 'next'> {
  /** The services that it applies to. */
  readonly services: readonly Labels[];
}

/** Texts that differ only in the number of samples become one, which names the range of the sample counts. */
export function mergeDiagnoses(diagnoses: readonly Diagnosis[]): readonly MergedDiagnosis[] {
  const alike = new Map<string, Diagnosis[]>();
  for (const one of diagnoses) {
    const key = JSON.stringify([one.kind, one.text.replace(sampled, ''), one.next]);
    alike.set(key, [...(alike.get(key) ?? []), one]);
  }
  return [...alike.values()].flatMap((merged) => {
    const [first] = merged;
    if (first === undefined) return [];
    const { kind, next } = first;
    return [{ kind, next, text: mergeTexts(merged), services: merged.map(({ per }) => per) }];
  });
}

/** `60 samples over 3 min`, as the diagnoses write it. */
const sampled = /([\d,]+) samples over (\d+ (?:s|min|h|d)\b)/;

function mergeTexts(merged: readonly Diagnosis[]): string {
  const amounts = merged.flatMap(({ text }) => {
    const [, count = '', span = ''] = sampled.exec(text) ?? [];
    return span === '' ? [] : [{ count: Number(count.replaceAll(',', '')), span }];
  });
  const sorted = amounts.toSorted((a, b) => a.count - b.count);
  const [least, most] = [sorted[0], sorted.at(-1)];
  const text = merged[0]?.text ?? '';
  if (least === undefined || most === undefined) return text;
  const counts = formatRange(formatCount(least.count), formatCount(most.count));
  return text.replace(sampled, `${counts} samples over ${formatRange(least.span, most.span)}`);
}

function formatRange(from: string, to: string): string {
  return from === to ? from : `${from} to ${to}`;
}
