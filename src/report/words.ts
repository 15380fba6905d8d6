// Words for figures and summaries, in tables and tickets.
import { mergeDiagnoses } from '../core/analysis/suspects/merge-diagnoses.ts';
import { formatAmount } from '../core/format.ts';
import type { Labels } from '../core/labels.ts';
import { isDated, formatSpan } from '../core/analysis/suspects/words.ts';
import type { Group } from '../core/analysis/model.ts';
import { drawTrouble } from '../core/analysis/wait-for/draw.ts';
import type { Report, ReportSuspect } from './model.ts';

export function formatShare(count: number, total: number): string {
  return total > 0 ? `${((count / total) * 100).toFixed(1)} %` : '';
}

/** `+12.5`, `−3`, `0`. */
export function formatGrowth(value: number): string {
  const rounded = Math.round(value * 10) / 10;
  if (rounded === 0) return '0';
  return `${rounded > 0 ? '+' : '−'}${Math.abs(rounded).toLocaleString('en-US')}`;
}

/** `3-41 min`; a lower bound, since the runtime counts from the first garbage collection that sees the wait. */
export function formatWait(wait: { readonly min: number; readonly max: number } | null): string {
  if (wait === null || wait.max === 0) return '';
  return wait.min === wait.max ? `${wait.max} min` : `${wait.min}-${wait.max} min`;
}

/** `handler=/api/0 zone=a` */
export function formatLabels(labels: Labels): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(' ');
}

/** `2026-11-21 08:27:08Z`, or `+25 min` where profiles have no time; empty for null. */
export function formatMoment(timeMs: number | null): string {
  if (timeMs !== null && !isDated(timeMs)) return `+${formatSpan(timeMs)}`;
  return timeMs === null
    ? ''
    : new Date(timeMs)
        .toISOString()
        .replace('T', ' ')
        .replace(/\.\d+Z$/, 'Z');
}

/** The values of the labels that keep targets apart: `shop-1:6060`. Empty for a single target. */
export function nameTarget(per: Labels): string {
  return Object.values(per).join(' ');
}

/** Goroutines on other threads, and those without a known frame, have no name of their own. */
export function nameFunction(group: Pick<Group, 'function' | 'frames'>): string {
  return group.function === '' && group.frames.length === 0 ? '(no frames)' : group.function;
}

interface ToldVerdict {
  /** `shop-1:6060: main.worker leaks: …`. */
  readonly text: string;
  /** The circle of a deadlock, line by line; empty if there is none. */
  readonly circle: readonly string[];
}

/** One per target, the most serious first. */
export function tellVerdicts({ verdicts }: Pick<Report, 'verdicts'>): readonly ToldVerdict[] {
  return verdicts.map(({ per, sentence, circle }) => ({
    text: [nameTarget(per), sentence].filter((text) => text !== '').join(': '),
    circle,
  }));
}

/** The drawing of a suspect's lock; empty where the head of the report shows it already. */
export function drawLocks({ locks }: ReportSuspect, { verdicts }: Pick<Report, 'verdicts'>): readonly string[] {
  if (locks === null) return [];
  const drawn = drawTrouble(locks);
  return verdicts.some(({ circle }) => circle.join('\n') === drawn.join('\n')) ? [] : drawn;
}

/** A diagnosis as it is printed. */
export interface ToldDiagnosis {
  /** Empty if the verdict has said it already. */
  readonly text: string;
  readonly next: string;
}

/** Diagnoses of several targets with the same text are printed once. The others name their target. */
export function tellDiagnoses(
  report: Pick<Report, 'diagnoses' | 'suspects' | 'profiles' | 'targets' | 'verdicts'>,
): readonly ToldDiagnosis[] {
  const { diagnoses, suspects, profiles, targets, verdicts } = report;
  return mergeDiagnoses(diagnoses).map(({ kind, text, next, services }) => {
    const names = services.length === targets ? '' : services.map(nameTarget).join(', ');
    const isEarly = kind === 'too-early' && suspects.length === 0 && profiles.length === targets;
    const isSaid = isEarly || verdicts.some(({ sentence }) => says(sentence, text));
    return { text: isSaid ? '' : [names, text].filter((part) => part !== '').join(': '), next };
  });
}

/** A verdict may have more text behind it. */
const says = (sentence: string, text: string): boolean =>
  sentence === text || sentence.startsWith(text.replace(/\.$/, ';'));

/** The text in place of an empty table. */
export function tellNothing({ profiles, grouped }: Report): string {
  if (grouped.filtered > 0) return 'No goroutines match.';
  const unparsed = profiles.reduce((sum, { profile }) => sum + profile.unparsed, 0);
  if (unparsed > 0) return `None of ${formatAmount(unparsed, 'goroutine')} could be read.`;
  return profiles.every(({ profile }) => profile.kind === 'goroutineleak')
    ? 'The runtime finds no leaked goroutine. That is good news: whatever this profile would list is proven to leak.'
    : 'There are no goroutines in the profile.';
}

/** `51,001 goroutines in 23 groups · goroutine debug=2 · dump.txt` */
export function describeProfiles(report: Report): string {
  const { profiles, grouped, rows, targets } = report;
  const last = profiles.at(-1);
  const sources = [...new Set(profiles.map((one) => one.source))];
  const named =
    sources.length > 3 ? `${sources.slice(0, 3).join(', ')} and ${sources.length - 3} more` : sources.join(', ');
  const forms = [...new Set(profiles.map((one) => `${one.profile.kind} ${one.profile.format}`))].join(', ');
  return [
    `${formatAmount(grouped.goroutines, 'goroutine')}${targets > 1 ? `, the sum of ${targets} targets,` : ''} in ${formatAmount(rows.length, 'group')}`,
    ...(profiles.length > 1 ? [`${profiles.length} profiles`] : []),
    forms,
    named,
    ...(last?.timeMs === undefined ? [] : [new Date(last.timeMs).toISOString()]),
  ].join(' · ');
}
