// Sums of many targets over a range, added up by the server: an answer of one series for each stack of a service
// instead of one for each process. The server adds up the samples of each step. What it cannot add up rightly is read
// target by target: series that are there twice, stacks that a writer summed up, and steps without a sample, for which
// the newest sample before them stands in.
import { endlessStates, crowdedAt } from '../../../core/analysis/verdict.ts';
import { type Labels, labelsKey, type LabelsKey, labelValue } from '../../../core/labels.ts';
import { formatTargetLabel } from '../../../core/metrics/series-names.ts';
import { succeed, type Result } from '../../../core/problem.ts';
import { otherName } from '../../../core/stack/other-stack.ts';
import { findReach } from '../columns/axis.ts';
import { checkValues, type SummedHistory, type SumQuestion } from '../port.ts';
import { listCellLabels, noteHeld } from './ask-sums.ts';
import { type ClosedReading, openClosedSteps } from './closed-steps.ts';
import { mendRuns, runGap } from './mend-runs.ts';
import { metrics } from './metric-names.ts';
import { formatMatchers, select } from './promql.ts';
import { clip, readTargets } from './read-history.ts';
import { noteDoubled, type Reading, type ReadingRoom } from './room.ts';
import { type Cell, closeCell, listRuns, openCell, sumsOf } from './sum-cells.ts';
import { listServices, type ServiceSeries } from './summed-services.ts';
import { visitAll } from './visit-all.ts';

/** Fewer targets are read as quickly one by one. */
const fewTargets = 2;
/** Targets of one request: a server adds up several requests on several processors. */
const targetsPerRequest = 250;
/** A cell with more runs is read target by target. */
const maxRuns = 12;

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
  const isSummed = kind === 'goroutine' && resolution.stepMs >= 2 * room.intervalMs();
  const selector = select([metrics.goroutines], text, scope.conditions);
  const [listed, opened] = await Promise.all([
    api.series(selector, reach.fromMs, reach.toMs, signal),
    isSummed ? openClosedSteps(room, text, question, signal) : undefined,
  ]);
  if (!listed.ok) return listed;
  if (opened?.ok === false) return opened;
  const steps = opened?.value;
  const services = listServices(listed.value, scope, isWanted, question.by);
  const count = services.reduce((sum, { targets }) => sum + targets.length, 0);
  const plain = steps !== undefined && count > fewTargets ? services.filter(({ isPlain }) => isPlain) : [];
  const single = services.filter((service) => !plain.includes(service)).flatMap(({ targets }) => targets);
  const total = { targets: 0, samples: 0, firstMs: Infinity, doubled: 0 };
  const add = (read: Reading): void => {
    total.targets += read.targets;
    total.samples += read.samples;
    total.firstMs = Math.min(total.firstMs, read.firstMs);
    total.doubled += read.doubled;
  };
  const [kept, others] = divide(plain, ({ service }) => steps?.isKept(service) === true);
  const summed = await visitAll([...cutServices(kept, Infinity), ...cutServices(others)], async (some) => {
    if (steps === undefined) return succeed(undefined);
    const read = await sumServices(room, some, text, { ...question, steps }, visit, signal);
    if (read.ok) {
      add(read.value.reading);
      single.push(...read.value.unsummed);
    } else if (isRefusal(read.problem.code)) single.push(...some.flatMap(({ targets }) => targets));
    else return read;
    return succeed(undefined);
  });
  if (!summed.ok) return summed;
  steps?.keep();
  const read = await readTargets(room, single, question, visit, signal);
  if (!read.ok) return read;
  add(read.value);
  return succeed({ ...total, notices: noteDoubled(total.doubled) });
}

const divide = <T>(all: readonly T[], is: (one: T) => boolean): readonly [readonly T[], readonly T[]] => [
  all.filter(is),
  all.filter((one) => !is(one)),
];

const nothing: Reading = { targets: 0, samples: 0, firstMs: Infinity, notices: [], doubled: 0 };

/** Too much for one answer, or for the server's own bounds. Less at once may do. */
const isRefusal = (code: string): boolean => code === 'body_too_large' || code === 'history_query_failed';

function cutServices(
  services: readonly ServiceSeries[],
  most = targetsPerRequest,
): readonly (readonly ServiceSeries[])[] {
  const parts: ServiceSeries[][] = [];
  let targets = 0;
  for (const service of services) {
    if (parts.length === 0 || targets + service.targets.length > most) {
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
  question: SumQuestion & { readonly steps: ClosedReading },
  visit: (sum: SummedHistory) => void,
  signal: AbortSignal,
): Promise<Result<Summed>> {
  const { resolution, maxValues } = question;
  const { firstMs, stepMs, points } = resolution;
  const asked = await question.steps.ask(services, signal);
  if (!asked.ok) return asked;
  const { groups, sampled } = asked.value;
  const cells = new Map<LabelsKey, Cell>();
  const names = listCellLabels(question.by);
  const find = (labels: Labels): Cell => {
    const own = Object.fromEntries(names.map((name) => [name, labelValue(labels, formatTargetLabel(name))]));
    const key = labelsKey(own);
    const cell = cells.get(key) ?? openCell(own, points);
    cells.set(key, cell);
    return cell;
  };
  const stepOf = (timeMs: number): number => Math.round((timeMs - firstMs) / stepMs);
  for (const service of services) {
    for (const target of service.targets) find(writeLabels(target, names)).targets.push(target);
  }
  for (const { labels, timesMs, values } of sampled) {
    const cell = find(labels);
    for (const [index, timeMs] of timesMs.entries()) cell.sampled[stepOf(timeMs)] = values[index] ?? 0;
  }
  const unsummed = new Set<Cell>();
  for (const row of groups) {
    const cell = find(row.labels);
    // The rules for such stacks ask how many one process has.
    const isSingle = endlessStates.has(row.labels['state'] ?? '') || row.values.some((value) => value >= crowdedAt);
    if (row.labels['fingerprint'] === otherName || isSingle) unsummed.add(cell);
    const sums = sumsOf(cell, room.stacks.find(row.labels));
    for (const [index, timeMs] of row.timesMs.entries()) sums[stepOf(timeMs)]! += row.values[index] ?? 0;
    checkValues(cell.series.size, points, maxValues);
  }
  const noted = await noteHeld(room, [...cells.values()], find, conditions, question, signal);
  if (!noted.ok) return noted;
  for (const cell of cells.values()) if (listRuns(cell, runGap).length > maxRuns) unsummed.add(cell);
  const kept = [...cells.values()].filter((cell) => !unsummed.has(cell));
  const mended = await mendRuns(room, kept, question, signal);
  if (!mended.ok) return mended;
  const sum = { targets: 0, samples: 0, firstMs: Infinity };
  for (const cell of kept) {
    visit(closeCell(cell));
    sum.targets += cell.present;
    const first = cell.sampled.findIndex((count) => count > 0);
    if (first >= 0) sum.firstMs = Math.min(sum.firstMs, firstMs + (first === 0 ? -stepMs : first * stepMs));
  }
  const samples = services.flatMap(({ service }) => question.steps.samples(service));
  for (const row of samples) if (!unsummed.has(find(row.labels))) sum.samples += row.values[0] ?? 0;
  return succeed({
    reading: { ...sum, notices: [], doubled: 0 },
    unsummed: [...unsummed].flatMap(({ targets }) => targets),
  });
}

/** A target's labels as its series have them. */
const writeLabels = (target: Labels, names: readonly string[]): Labels =>
  Object.fromEntries(names.map((name) => [formatTargetLabel(name), labelValue(target, name)]));
