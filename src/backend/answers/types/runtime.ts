// The answer to `runtime`: goroutines, memory, CPU and requests of each process, whether it is readable, and how long
// reading takes.
import { nameBound } from '../../../core/bound-titles.ts';
import { standInMs } from '../../../core/agreed-times.ts';
import { type Labels, labelsKey, pickLabels } from '../../../core/labels.ts';
import type { ProcessFigures } from '../../../core/metrics/model.ts';
import type { Notice, Problem, Result } from '../../../core/problem.ts';
import { fail, succeed } from '../../../core/problem.ts';
import type { RuntimeFigure } from '../../../core/query/model.ts';
import { frameRuntime, type RuntimeSeries } from '../../../frames/runtime.ts';
import type { TargetHistory } from '../../history/port.ts';
import type { Target } from '../../targets/port.ts';
import { takeTurn } from '../../loop-turns.ts';
import type { Answerer, Ask } from '../ask.ts';
import { refuse } from '../ask.ts';
import { gatherLive } from '../gather/live.ts';
import { noteBeginning, readPast } from '../gather/read-past.ts';
import { emptyFigures, traceFigures, type Figures, type FigureSteps } from '../rows/runtime-figures.ts';
import type { Gathered } from '../gather/snapshot.ts';
import { formatCount } from '../../../core/format.ts';
import { planSteps } from '../rows/trend-steps.ts';

export const answerRuntime: Answerer = async (ask) => {
  const { query, fromMs, toMs, ref } = ask;
  if (query.inline !== undefined) return fail(refuseInline());
  if (!(toMs > fromMs) || fromMs < 0) return fail(refuseRange());
  const isLive = ask.ports.nowMs() - toMs <= ref.settings.sampling.intervalMs;
  const listed = await ask.ports.targets.select(ref, query.targets);
  const live: Result<Gathered | undefined> = isLive ? await lookNow(ask) : succeed(undefined);

  const { resolution, timesMs } = planSteps({ fromMs, toMs }, ask);
  const { stepMs } = resolution;
  const steps: FigureSteps = {
    endsMs: timesMs,
    stepMs,
    intervalMs: ref.settings.sampling.intervalMs,
    holdMs: standInMs,
  };
  const sums = new Map<string, { readonly per: Labels; readonly figures: Figures }>();
  const known = new Map<string, { readonly target: Labels; readonly figures: Figures }>();
  const targets = listed.ok ? listed.value : [];
  const listedKeys = new Set(targets.map(({ labels }) => labelsKey(labels)));
  const account = await readSamples(ask, steps, (history) => {
    const { labels } = history.target;
    // Sampling pauses near a memory limit. Such a target is not unreadable.
    const isSpared = ask.past.paceOf(labels)?.hindrance?.kind === 'paused';
    const silence = isSpared ? 'spared' : listedKeys.has(labelsKey(labels)) ? 'unreadable' : 'gone';
    const figures = traceFigures(history, steps, silence);
    known.set(labelsKey(labels), { target: labels, figures });
  });
  if (!account.ok && !(live.ok && live.value)) return account;
  if (live.ok && live.value) await addNow(ask, live.value, targets, known, timesMs.length);
  if (!live.ok) addUnread(targets, known, timesMs.length);
  for (const { target, figures } of known.values()) addTo(sums, pickLabels(target, query.per), figures);

  // The order in which targets were read depends on the history.
  const sorted = [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum);
  const series = listSeries(sorted, query.figures);
  if (series.length > ref.settings.bounds.series) return fail(refuseSeries(series.length, ref.settings.bounds.series));
  const meta = {
    notices: [
      ...(live.ok ? (live.value?.notices ?? []) : [warn(live.problem)]),
      ...(account.ok
        ? [...account.value.notices, ...noteBeginning(account.value, fromMs, stepMs)]
        : [warn(account.problem)]),
    ],
    stats: [
      { displayName: 'Targets', value: known.size },
      { displayName: 'Step', value: stepMs, unit: 'ms' },
    ],
    executedQueryString: `history, every ${stepMs} ms\n${JSON.stringify(query)}`,
  };
  return succeed(frameRuntime({ timesMs, series, per: query.per, legendFormat: query.legendFormat, meta }));
};

/** Fetches now, so that history contains the newest sample. */
async function lookNow(ask: Ask): Promise<Result<Gathered>> {
  const plain = { ...ask.query, profile: 'goroutine', filter: {}, groupBy: ['stack'] } as const;
  const gathered = await gatherLive({ ...ask, query: plain, acceptsRecent: true }, []);
  if (gathered.ok) await gathered.value.kept;
  await takeTurn();
  return gathered;
}

/** Reads every sample without stack series, because rates need exact times. */
function readSamples(ask: Ask, { endsMs, stepMs }: FigureSteps, visit: (history: TargetHistory) => void) {
  const firstMs = (endsMs[0] ?? ask.fromMs) - stepMs - 2 * standInMs;
  const resolution = { every: 'sample', fromMs: firstMs, toMs: endsMs.at(-1) ?? ask.toMs } as const;
  const { targets } = ask.query;
  return readPast(ask, (engine) =>
    engine.readRange({ kind: 'goroutine', targets, resolution, fingerprints: new Set() }, visit, ask.signal),
  );
}

/** Adds targets that history lacks: new ones and unreadable ones. */
async function addNow(
  ask: Ask,
  { snapshots, unknown }: Gathered,
  targets: readonly Target[],
  known: Map<string, { readonly target: Labels; readonly figures: Figures }>,
  points: number,
): Promise<void> {
  if (points === 0) return;
  const last = points - 1;
  const find = (target: Labels): Figures => {
    const found = known.get(labelsKey(target))?.figures ?? emptyFigures(points);
    known.set(labelsKey(target), { target, figures: found });
    return found;
  };
  for (const { target, profile } of snapshots) {
    const figures = find(target.labels);
    if (Number.isNaN(figures.goroutines[last]!)) figures.goroutines[last] = profile.parsed;
    if (Number.isNaN(figures.up[last]!)) figures.up[last] = 1;
  }
  addUnread(
    unknown.map((labels) => ({ labels })),
    known,
    points,
  );
  const read = new Set(snapshots.map(({ target }) => labelsKey(target.labels)));
  const silent = targets.filter(({ labels }) => read.has(labelsKey(labels)) && hasNoPage(find(labels)));
  await Promise.all(
    silent.map(async (target) => {
      const page = await readPage(ask, target);
      if (page === undefined) return;
      const figures = find(target.labels);
      figures.resident[last] = page.values.residentBytes ?? NaN;
      figures.heap[last] = page.values.heapBytes ?? NaN;
    }),
  );
}

/** A target that was never sampled and is unreadable now is down, not missing. */
function addUnread(
  targets: readonly Pick<Target, 'labels'>[],
  known: Map<string, { readonly target: Labels; readonly figures: Figures }>,
  points: number,
): void {
  for (const { labels } of points > 0 ? targets : []) {
    if (known.has(labelsKey(labels))) continue;
    const figures = emptyFigures(points);
    figures.up[points - 1] = 0;
    known.set(labelsKey(labels), { target: labels, figures });
  }
}

function hasNoPage({ resident, heap }: Figures): boolean {
  return resident.every(Number.isNaN) && heap.every(Number.isNaN);
}

async function readPage(ask: Ask, target: Target): Promise<ProcessFigures | undefined> {
  const { ports, ref, signal } = ask;
  const page = await ports.targets.readFigures?.(ref, target, signal, 2 * ref.settings.sampling.intervalMs);
  return page?.outcome === 'read' ? page.figures : undefined;
}

/** Combines the figures of processes with equal labels. */
const combine: Readonly<Record<RuntimeFigure, (a: number, b: number) => number>> = {
  goroutines: (a, b) => a + b,
  resident: (a, b) => a + b,
  heap: (a, b) => a + b,
  cpu: (a, b) => a + b,
  requests: (a, b) => a + b,
  up: Math.min,
  fetch: Math.max,
};

function addTo(
  sums: Map<string, { readonly per: Labels; readonly figures: Figures }>,
  per: Labels,
  figures: Figures,
): void {
  const key = labelsKey(per);
  const sum = sums.get(key);
  if (sum === undefined) return void sums.set(key, { per, figures });
  for (const figure of Object.keys(combine) as RuntimeFigure[]) {
    const values = sum.figures[figure];
    for (const [point, value] of figures[figure].entries()) {
      const before = values[point]!;
      if (Number.isNaN(value)) continue;
      values[point] = Number.isNaN(before) ? value : combine[figure](before, value);
    }
  }
}

/** Omits figures that no process reported. */
function listSeries(
  sums: readonly { readonly per: Labels; readonly figures: Figures }[],
  asked: readonly RuntimeFigure[],
): readonly RuntimeSeries[] {
  const all = sums.flatMap(({ per, figures }) => asked.map((figure) => ({ figure, per, values: figures[figure] })));
  return all.filter(({ values }) => values.some((value) => !Number.isNaN(value)));
}

function warn({ message, hosts = [] }: Problem): Notice {
  return { severity: 'warning', text: `Some figures are missing: ${message}`, hosts };
}

function refuseSeries(series: number, bound: number): Problem {
  return refuse(
    'too_many_series',
    'per',
    `This query gives ${formatCount(series)} series, and an answer has at most ${formatCount(bound)} ` +
      `(${nameBound('series')}). Choose fewer figures or targets, or split by fewer labels.`,
    422,
  );
}

function refuseInline(): Problem {
  return refuse('no_history', 'inline', 'A pasted dump has no figures of the process. Remove it, or use "stacks".');
}

function refuseRange(): Problem {
  return refuse('no_range', 'time range', 'Figures of the process need a time range that begins before it ends.');
}
