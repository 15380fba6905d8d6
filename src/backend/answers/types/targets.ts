// The answer to `targets`: what each target supports and how it is sampled. Operators of a large fleet see unreadable
// targets, and the reasons, before an incident.
import { labelsKey } from '../../../core/labels.ts';
import type { Notice, Problem } from '../../../core/problem.ts';
import { fail, succeed } from '../../../core/problem.ts';
import { frameTargets, type TargetRow } from '../../../frames/targets.ts';
import type { Seen, Target } from '../../targets/port.ts';
import type { Answerer, Ask } from '../ask.ts';
import { refuse } from '../ask.ts';
import { describeSampling } from '../rows/describe-sampling.ts';
import { hideHost } from '../words/hide-host.ts';
import { noteDiscovery } from '../words/notices.ts';
import { hasRole } from '../roles.ts';
import { sortTargets } from '../rows/sort-targets.ts';
import { formatAmount, formatCount } from '../../../core/format.ts';

export const answerTargets: Answerer = async (ask) => {
  const { ports, ref, query, signal } = ask;
  if (query.inline !== undefined) return fail(refuseInline());
  const isNamed = hasRole(ask.role, 'Editor');
  const selected = await ports.targets.select(ref, query.targets);
  if (!selected.ok) return fail(isNamed ? selected.problem : hideDiscovery(selected.problem));
  const targets = selected.value;
  const [seen, kept, lists] = await Promise.all([
    ports.targets.survey?.(ref, targets, signal) ?? [],
    readLastSamples(ask, targets),
    ports.targets.reportDiscovery?.(ref) ?? [],
  ]);
  const rows = targets.map((target, index) => {
    const lastMs = kept.get(labelsKey(target.labels)) ?? null;
    return makeRow(ask, target, seen[index] ?? null, lastMs, isNamed);
  });
  const waiting = rows.filter(({ checkedMs }) => checkedMs === null).length;
  return succeed([
    frameTargets({
      rows: sortTargets(rows),
      per: query.per,
      meta: {
        notices: [
          ...(isNamed ? noteDiscovery(lists) : []),
          ...noteWaiting(waiting, rows.length, ref.settings.bounds.surveyFetches),
          ...noteRange(ask),
        ],
        stats: [
          { displayName: 'Targets', value: rows.length },
          { displayName: 'Cannot be read', value: rows.filter(({ up }) => up === 0).length },
          { displayName: 'Not asked yet', value: waiting },
        ],
        executedQueryString: `what targets can do, now\n${JSON.stringify(query)}`,
      },
    }),
  ]);
};

function makeRow(ask: Ask, target: Target, seen: Seen | null, lastMs: number | null, isNamed: boolean): TargetRow {
  const say = (problem: Problem | null, ...hosts: readonly string[]): string | null =>
    problem === null ? null : isNamed ? problem.message : hideHost(problem.message, ...hosts, ...(problem.hosts ?? []));
  const { sampling, bounds } = ask.ref.settings;
  const pace = ask.past.paceOf(target.labels);
  return {
    labels: target.labels,
    up: seen === null ? null : seen.problem === null ? 1 : 0,
    problem: say(seen?.problem ?? null, target.host),
    goroutines: seen?.goroutines ?? null,
    goVersion: seen?.goVersion ?? null,
    forms: seen?.forms.map((form) => `debug=${form}`).join(', ') ?? null,
    leakProfile: seen?.leakProfile ?? null,
    remedy: seen === null || seen.problem !== null ? null : (seen.remedy ?? explainUnknown(seen)),
    metrics: seen?.metricsPage ?? null,
    metricsProblem: say(seen?.metricsProblem ?? null, seen?.metricsHost ?? '', target.host),
    ...describeSampling(pace, sampling, bounds.freshness, ask.ports.nowMs()),
    lastSampleMs: pace?.lastMs ?? lastMs,
    everyMs: pace?.everyMs ?? null,
    intervalMs: sampling.enabled ? sampling.intervalMs : null,
    fetchMs: seen?.tookMs ?? pace?.tookMs ?? null,
    checkedMs: seen?.atMs ?? null,
  };
}

function explainUnknown({ leakProfile }: Seen): string | null {
  if (leakProfile !== 'unknown') return null;
  return 'The pprof root has no index page that lists the profiles, and Parked does not take a leak profile to find out. Serve the page with pprof.Index.';
}

/** The time of each target's last sample. Empty if history fails. */
async function readLastSamples(ask: Ask, targets: readonly Target[]): Promise<ReadonlyMap<string, number>> {
  const { past, query, ref } = ask;
  if (targets.every(({ labels }) => typeof past.paceOf(labels)?.lastMs === 'number')) return new Map();
  const opened = await past.open();
  if (!opened.ok) return new Map();
  // History may be a remote server that is slow or down.
  const known = await waitFor(opened.value.listTargets(query.targets), ref.settings.bounds.surveyTimeout);
  return known?.ok ? new Map(known.value.map(({ labels, lastMs }) => [labelsKey(labels), lastMs])) : new Map();
}

/** Undefined on timeout. */
async function waitFor<T>(work: Promise<T>, timeoutMs: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => (timer = setTimeout(() => resolve(undefined), timeoutMs)));
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function noteWaiting(waiting: number, total: number, atOnce: number): readonly Notice[] {
  if (waiting === 0) return [];
  const subject = `${formatCount(waiting)} of ${formatAmount(total, 'target')} ${waiting === 1 ? 'was' : 'were'} not probed yet`;
  const text = `${subject}. Parked probes targets in the background, ${atOnce} at a time, so that queries and samples come first. Ask again in a few seconds.`;
  return [{ severity: 'info', text }];
}

function noteRange({ toMs, ports, ref }: Ask): readonly Notice[] {
  if (toMs <= 0 || ports.nowMs() - toMs <= ref.settings.sampling.intervalMs) return [];
  return [
    { severity: 'info', text: 'Targets are shown as they are now, because history does not store their abilities.' },
  ];
}

function refuseInline(): Problem {
  return refuse('not_of_dumps', 'inline', 'A pasted dump belongs to no target. Remove it, or ask for "stacks".');
}

/** Discovery problems name hosts. */
function hideDiscovery(problem: Problem): Problem {
  if (problem.field?.startsWith('discovery') !== true) return problem;
  return { ...problem, message: 'Discovery gives no target. Users who may edit the data source see the reason.' };
}
