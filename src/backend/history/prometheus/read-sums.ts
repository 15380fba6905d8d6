// Sums of many targets over a range, added up by the server: an answer of one series for each stack of a service
// instead of one for each process. The server adds up the samples of each step. What it cannot add up rightly is read
// target by target: series that are there twice, stacks that a writer summed up, and steps without a sample, for which
// the newest sample before them stands in.
import { endlessStates, crowdedAt } from '../../../core/analysis/verdict.ts';
import { downsampledStepMs } from '../../../core/agreed-times.ts';
import { type Labels, labelsKey, type LabelsKey, labelValue } from '../../../core/labels.ts';
import { formatTargetLabel } from '../../../core/metrics/series-names.ts';
import { succeed, type Result } from '../../../core/problem.ts';
import { otherName } from '../../../core/stack/other-stack.ts';
import { findReach } from '../columns/axis.ts';
import { checkValues, type SummedHistory, type SumQuestion } from '../port.ts';
import type { Row } from './api.ts';
import { groupMetrics, metrics } from './metric-names.ts';
import { formatMatchers, quote, quoteExpression, select, selectFingerprints } from './promql.ts';
import { clip, readTargets } from './read-history.ts';
import { isFew } from './read-target.ts';
import { noteDoubled, type Reading, type ReadingRoom } from './room.ts';
import { plainKey } from './scope.ts';
import { addRun, type Cell, clearRun, closeCell, listRuns, openCell, type Run, sumsOf } from './sum-cells.ts';
import { listServices, type ServiceSeries } from './summed-services.ts';
import { visitAll } from './visit-all.ts';

/** Fewer targets are read as quickly one by one. */
const fewTargets = 2;
/** Targets of one request: a server adds up several requests on several processors. */
const targetsPerRequest = 250;
/** A cell with more runs is read target by target. */
const maxRuns = 12;
/** Runs with fewer steps between them are read at once. */
const runGap = 4;

export async function readSums(
  room: ReadingRoom,
  question: SumQuestion,
  visit: (sum: SummedHistory) => void,
  signal: AbortSignal,
): Promise<Result<Reading>> {
  const { kind, targets: matchers, resolution } = question;
  const { scope, api } = room;
  const conditions = formatMatchers(matchers);
  if (!conditions.ok) return conditions;
  if (conditions.value === undefined) return succeed(nothing);
  const refreshed = await scope.refresh();
  if (!refreshed.ok) return refreshed;
  const { text, isWanted } = conditions.value;
  const reach = clip(findReach(resolution));
  const listed = await api.series(
    select([metrics.goroutines], text, scope.conditions),
    reach.fromMs,
    reach.toMs,
    signal,
  );
  if (!listed.ok) return listed;
  const services = listServices(listed.value, scope, isWanted, question.by);
  const count = services.reduce((sum, { targets }) => sum + targets.length, 0);
  const isSummed = kind === 'goroutine' && resolution.stepMs >= 2 * room.intervalMs() && count > fewTargets;
  const plain = isSummed ? services.filter(({ isPlain }) => isPlain) : [];
  const single = services.filter((service) => !plain.includes(service)).flatMap(({ targets }) => targets);
  const total = { targets: 0, samples: 0, firstMs: Infinity, doubled: 0 };
  const add = (read: Reading): void => {
    total.targets += read.targets;
    total.samples += read.samples;
    total.firstMs = Math.min(total.firstMs, read.firstMs);
    total.doubled += read.doubled;
  };
  const summed = await visitAll(cutServices(plain), async (some) => {
    const read = await sumServices(room, some, text, question, visit, signal);
    if (read.ok) {
      add(read.value.reading);
      single.push(...read.value.unsummed);
    } else if (isRefusal(read.problem.code)) single.push(...some.flatMap(({ targets }) => targets));
    else return read;
    return succeed(undefined);
  });
  if (!summed.ok) return summed;
  const read = await readTargets(room, single, question, visit, signal);
  if (!read.ok) return read;
  add(read.value);
  return succeed({ ...total, notices: noteDoubled(total.doubled) });
}

const nothing: Reading = { targets: 0, samples: 0, firstMs: Infinity, notices: [], doubled: 0 };

/** Too much for one answer, or for the server's own bounds. Less at once may do. */
const isRefusal = (code: string): boolean => code === 'body_too_large' || code === 'history_query_failed';

function cutServices(services: readonly ServiceSeries[]): readonly (readonly ServiceSeries[])[] {
  const parts: ServiceSeries[][] = [];
  let targets = Infinity;
  for (const service of services) {
    if (targets + service.targets.length > targetsPerRequest) {
      parts.push([]);
      targets = 0;
    }
    parts.at(-1)?.push(service);
    targets += service.targets.length;
  }
  return parts;
}

interface Summed {
  readonly reading: Reading;
  /** Targets that have to be read one by one. */
  readonly unsummed: readonly Labels[];
}

async function sumServices(
  room: ReadingRoom,
  services: readonly ServiceSeries[],
  conditions: string,
  question: SumQuestion,
  visit: (sum: SummedHistory) => void,
  signal: AbortSignal,
): Promise<Result<Summed>> {
  const { resolution, maxValues } = question;
  const { firstMs, stepMs, points } = resolution;
  const asked = await askSums(room, services, conditions, question, signal);
  if (!asked.ok) return asked;
  const { groups, samples, held, present } = asked.value;
  const cells = new Map<LabelsKey, Cell>();
  const names = listCellLabels(question.by);
  const find = ({ labels }: Row): Cell => {
    const own = Object.fromEntries(names.map((name) => [name, labelValue(labels, formatTargetLabel(name))]));
    const key = labelsKey(own);
    const cell = cells.get(key) ?? openCell(own, points);
    cells.set(key, cell);
    return cell;
  };
  const stepOf = (timeMs: number): number => Math.round((timeMs - firstMs) / stepMs);
  const counted = new Map<Cell, number>();
  for (const row of samples) {
    const cell = find(row);
    for (const timeMs of row.timesMs) cell.sampled[stepOf(timeMs)] = 1;
    counted.set(
      cell,
      row.values.reduce((sum, value) => sum + value, 0),
    );
  }
  const unsummed = new Set<Cell>();
  for (const row of held) for (const timeMs of row.timesMs) find(row).held.add(stepOf(timeMs));
  for (const row of groups) {
    const cell = find(row);
    // The rules for such stacks ask how many one process has.
    const isSingle = endlessStates.has(row.labels['state'] ?? '') || row.values.some((value) => value >= crowdedAt);
    if (row.labels['fingerprint'] === otherName || isSingle) unsummed.add(cell);
    const sums = sumsOf(cell, room.stacks.find(row.labels));
    for (const [index, timeMs] of row.timesMs.entries()) sums[stepOf(timeMs)]! += row.values[index] ?? 0;
    checkValues(cell.series.size, points, maxValues);
  }
  for (const cell of cells.values()) if (listRuns(cell, runGap).length > maxRuns) unsummed.add(cell);
  const ofCell = new Map<LabelsKey, Labels[]>();
  for (const target of services.flatMap(({ targets }) => targets)) {
    const key = labelsKey(Object.fromEntries(names.map((name) => [name, labelValue(target, name)])));
    const known = ofCell.get(key);
    if (known === undefined) ofCell.set(key, [target]);
    else known.push(target);
  }
  const targetsOf = (cell: Cell): readonly Labels[] => ofCell.get(labelsKey(cell.labels)) ?? [];
  const kept = [...cells.values()].filter((cell) => !unsummed.has(cell));
  const mended = await mendRuns(room, kept, targetsOf, question, signal);
  if (!mended.ok) return mended;
  const sum = { targets: 0, samples: 0, firstMs: Infinity };
  for (const cell of kept) {
    visit(closeCell(cell));
    sum.samples += counted.get(cell) ?? 0;
    const first = cell.sampled.indexOf(1);
    if (first >= 0) sum.firstMs = Math.min(sum.firstMs, firstMs + (first === 0 ? -stepMs : first * stepMs));
  }
  for (const row of present) if (!unsummed.has(find(row))) sum.targets += row.values[0] ?? 0;
  return succeed({
    reading: { ...sum, notices: [], doubled: 0 },
    unsummed: [...unsummed].flatMap(targetsOf),
  });
}

/** Sums of one service are read anew together, so a cell is of one service. */
const listCellLabels = (by: readonly string[]): readonly string[] => [...new Set(['service', ...by])];

async function askSums(
  { api, scope, stacks, intervalMs }: ReadingRoom,
  services: readonly ServiceSeries[],
  conditions: string,
  { resolution, by, fingerprints }: SumQuestion,
  signal: AbortSignal,
) {
  const { firstMs, stepMs, points, holdMs } = resolution;
  const lastMs = firstMs + stepMs * (points - 1);
  const labels = listCellLabels(by).map(formatTargetLabel);
  const service = `service=~${quote(services.map((one) => quoteExpression(one.service)).join('|'))}`;
  const of = (metric: string, ...more: readonly string[]) =>
    select([metric], conditions, service, scope.conditions, ...more);
  // Ranges include the moment they begin with, in some servers.
  const inStep = `[${stepMs - 1}ms]`;
  const total = of(metrics.goroutines);
  const grid = { firstMs, lastMs, stepMs };
  const reachMs = isFew({ kind: 'goroutine', fromMs: firstMs, toMs: lastMs, intervalMs: intervalMs() })
    ? holdMs
    : holdMs + downsampledStepMs;
  const isHeld = reachMs > stepMs;
  const stack = ['fingerprint', 'state', 'function'].join(',');
  const spanMs = lastMs - firstMs + Math.max(stepMs - 1, reachMs);
  const [groups, samples, held, present] = await Promise.all([
    api.range(
      `sum by (${labels.join(',')},${stack}) (max_over_time(${of(groupMetrics.goroutine, selectFingerprints(fingerprints))}${inStep}))`,
      grid,
      signal,
    ),
    api.range(`sum by (${labels.join(',')}) (count_over_time(${total}${inStep}))`, grid, signal),
    isHeld
      ? api.range(
          `count by (${labels.join(',')}) (count_over_time(${total}[${reachMs + 1}ms]) unless count_over_time(${total}${inStep}))`,
          grid,
          signal,
        )
      : Promise.resolve(succeed([])),
    api.instant(`count by (${labels.join(',')}) (count_over_time(${total}[${spanMs}ms]))`, lastMs, signal),
  ]);
  if (!groups.ok) return groups;
  if (!samples.ok) return samples;
  if (!held.ok) return held;
  if (!present.ok) return present;
  const learnt = await stacks.learn(
    groups.value.map((row) => row.labels['fingerprint'] ?? ''),
    { fromMs: firstMs - stepMs, toMs: lastMs },
    signal,
  );
  if (!learnt.ok) return learnt;
  return succeed({ groups: groups.value, samples: samples.value, held: held.value, present: present.value });
}

/** Reads the runs of all cells, those of the same steps together, as after a restart of a collector. */
async function mendRuns(
  room: ReadingRoom,
  cells: readonly Cell[],
  targetsOf: (cell: Cell) => readonly Labels[],
  question: SumQuestion,
  signal: AbortSignal,
): Promise<Result<undefined>> {
  const alike = new Map<string, { readonly run: Run; readonly cells: Cell[] }>();
  for (const cell of cells) {
    for (const run of listRuns(cell, runGap)) {
      const key = `${run.first} ${run.last}`;
      const known = alike.get(key) ?? { run, cells: [] };
      alike.set(key, known);
      known.cells.push(cell);
    }
  }
  const { firstMs, stepMs } = question.resolution;
  return visitAll([...alike.values()], async ({ run, cells: some }) => {
    const cellOf = new Map(some.flatMap((cell) => targetsOf(cell).map((target) => [plainKey(target), cell] as const)));
    const resolution = {
      ...question.resolution,
      firstMs: firstMs + stepMs * run.first,
      points: run.last - run.first + 1,
    };
    for (const cell of some) clearRun(cell, run);
    const read = await readTargets(
      room,
      some.flatMap(targetsOf),
      { ...question, resolution },
      (history) => {
        const cell = cellOf.get(plainKey(history.target.labels));
        if (cell !== undefined) addRun(cell, run, history);
      },
      signal,
    );
    return read.ok ? succeed(undefined) : read;
  });
}
