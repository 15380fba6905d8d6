// Figures of many drawn services, each with Wilson's interval.
import { measureShare, type Share } from '../score.ts';
import type { PlayedLeak, PlayedService } from './play.ts';

const hourS = 3_600;
const twoHoursS = 2 * hourS;

export function describeFigures(played: readonly PlayedService[]): readonly string[] {
  const leaks = played.flatMap(({ leak, seed }) => (leak === undefined ? [] : [{ ...leak, seed }]));
  const healthy = played.filter(({ leak }) => leak === undefined);
  return [...describeLeaks(leaks), ...describeHealthy(healthy), ...describeConfidence(played)];
}

type Leak = PlayedLeak & { readonly seed: number };

function describeLeaks(leaks: readonly Leak[]): string[] {
  if (leaks.length === 0) return [];
  const large = leaks.filter(({ to20S }) => to20S !== undefined);
  const plain = large.filter(
    ({ kind, beneath, to60S }) => !beneath && to60S !== undefined && (kind === 'clockwork' || kind === 'poisson'),
  );
  const due = ({ to60S }: Leak) => to60S! + twoHoursS;
  const before = (s: number | undefined, limitS: number) => s !== undefined && s <= limitS;
  const found = large.filter(({ likelyS }) => likelyS !== undefined);
  const beneath = large.filter((one) => one.beneath);
  const several = found.filter(({ suspects }) => suspects > 0);
  const lines = [
    row('likely by the end, of 20 goroutines or more', found.length, large.length),
    row(
      '  the same without those beneath traffic',
      ...count(
        large.filter((one) => !one.beneath),
        ({ likelyS }) => likelyS !== undefined,
      ),
    ),
    row(
      'clockwork and Poisson: likely within 2 h of the 60th',
      ...count(plain, (one) => before(one.likelyS, due(one))),
    ),
    row(
      '  with odd samples',
      ...count(
        plain.filter(({ odd }) => odd),
        (one) => before(one.likelyS, due(one)),
      ),
    ),
    row(
      '  without',
      ...count(
        plain.filter(({ odd }) => !odd),
        (one) => before(one.likelyS, due(one)),
      ),
    ),
    row(
      'beneath ten times its size: likely within 26 h',
      ...count(beneath, ({ likelyS }) => before(likelyS, 26 * hourS)),
    ),
    row(
      'watch or rising at half the time to 2 h after the 60th',
      ...count(plain, (one) => before(least(one.risingS, one.watchS), due(one) / 2)),
    ),
    row(
      'watch or rising, of 20 or more',
      ...count(large, ({ risingS, watchS }) => least(risingS, watchS) !== undefined),
    ),
    row('first suspect is the leak', ...count(found, ({ isFirst }) => isFirst)),
    row('one suspect a leak', ...count(several, ({ suspects }) => suspects === 1)),
    '',
    'kind          of   likely (95 %)                       to rising    to watch    to likely  (medians)',
  ];
  for (const [title, of] of groupBy(large, ({ kind, beneath: isBeneath }) => (isBeneath ? `${kind} *` : kind))) {
    const share = measureShare(of.filter(({ likelyS }) => likelyS !== undefined).length, of.length);
    const median = (read: (one: Leak) => number | undefined) =>
      formatHours(takeMedian(of.map((one) => read(one) ?? Infinity)));
    lines.push(
      `${title.padEnd(13)} ${String(of.length).padStart(4)}  ${formatShare(share).padEnd(34)} ${median(({ risingS }) => risingS).padStart(9)} ${median(({ watchS }) => watchS).padStart(11)} ${median(({ likelyS }) => likelyS).padStart(11)}`,
    );
  }
  lines.push('* beneath traffic of ten times its size', '', '== first likely by rule');
  for (const [rule, of] of groupBy(found, (one) => one.rule ?? '')) lines.push(`${rule.padEnd(13)} ${of.length}`);
  lines.push('', '== missed, the largest first');
  const missed = large.filter(({ likelyS }) => likelyS === undefined).sort((a, b) => (a.to20S ?? 0) - (b.to20S ?? 0));
  for (const one of missed.slice(0, 10)) {
    lines.push(
      `seed ${one.seed}: ${one.kind}, ${one.onset}${one.beneath ? ', beneath traffic' : ''}${one.odd ? ', odd samples' : ''}; 20 after ${formatHours(one.to20S)}`,
      one.chart,
    );
  }
  return lines;
}

function describeHealthy(healthy: readonly PlayedService[]): string[] {
  if (healthy.length === 0) return [];
  const weeks = healthy.reduce((sum, { days }) => sum + days / 7, 0);
  const alarms = healthy.flatMap(({ alarms: of, seed, traffic }) => of.map((alarm) => ({ ...alarm, seed, traffic })));
  const accused = new Set(alarms.map(({ seed }) => seed)).size;
  const lines = [
    '',
    `== healthy: ${healthy.length} services over ${Math.round(weeks)} weeks, ${healthy.reduce((sum, { stacks }) => sum + stacks, 0)} stacks`,
    row('services with a false likely', accused, healthy.length),
    `one false likely in ${alarms.length === 0 ? `more than ${Math.round(weeks)}` : Math.round(weeks / alarms.length)} weeks`,
  ];
  for (const [kind, of] of groupBy(alarms, ({ stack, rule }) => `${stack.replace(/ \d+$/, '')} by ${rule}`))
    lines.push(`  ${of.length} ${kind}`);
  for (const alarm of alarms.slice(0, 10)) {
    lines.push(
      `seed ${alarm.seed}: ${alarm.stack} after ${formatHours(alarm.afterS)} by ${alarm.rule}, traffic ${alarm.traffic}`,
      alarm.chart,
    );
  }
  return lines;
}

/** Lower bounds of what a probability may be called. */
const bins = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98] as const;

/** Of the suspects of each hour that were called so sure, how many leak. */
function describeConfidence(played: readonly PlayedService[]): string[] {
  const calls = played.flatMap((one) => one.calls);
  const lines = ['', '== probability: of the suspects of each hour that were called so, those that leak'];
  for (let bin = 0; bin < bins.length; bin++) {
    const [low, high] = [bins[bin]!, bins[bin + 1] ?? 1.01];
    const some = calls.filter(({ confidence }) => confidence >= low && confidence < high);
    if (some.length > 0) lines.push(row(`called ${low} to ${Math.min(1, high)}`, ...count(some, ({ leaks }) => leaks)));
  }
  return lines;
}

function count<T>(of: readonly T[], is: (one: T) => boolean): [number, number] {
  return [of.filter(is).length, of.length];
}

function row(title: string, hits: number, of: number): string {
  return `${title.padEnd(58)} ${formatShare(measureShare(hits, of))}`;
}

function formatShare({ share, low, high, hits, of }: Share): string {
  return of === 0 ? 'none' : `${share.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)}; ${hits} of ${of})`;
}

function least(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : b === undefined ? a : Math.min(a, b);
}

function groupBy<T>(of: readonly T[], key: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of of) groups.set(key(one), [...(groups.get(key(one)) ?? []), one]);
  return new Map([...groups].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function takeMedian(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)];
  return median === Infinity ? undefined : median;
}

function formatHours(seconds: number | undefined): string {
  if (seconds === undefined) return '–';
  return seconds < 7_200 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3_600).toFixed(1)} h`;
}
