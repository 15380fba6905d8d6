// Keeps the sums of steps that are over, because a server takes most of a second to add up a day of a thousand targets.
// A sample can still arrive late, so the number of samples in these steps is counted each time. If it differs for a
// service, that service is added up again.
import { minuteMs } from '../../../core/agreed-times.ts';
import type { Labels } from '../../../core/labels.ts';
import { succeed, type Result } from '../../../core/problem.ts';
import type { SumQuestion } from '../port.ts';
import type { Grid, Row } from './api.ts';
import { askSums, countSamples, type Sums } from './ask-sums.ts';
import { type Kept, type KeptService, measureSums } from './kept-sums.ts';
import { cutRow, joinRows } from './read-target.ts';
import type { ReadingRoom } from './room.ts';
import type { ServiceSeries } from './summed-services.ts';

/** Steps that ended less than this ago are asked for each time. */
const settledMs = 5 * minuteMs;
/** Reads the sums of services, and keeps those of steps that are over. */
export interface ClosedReading {
  /** Whether the server has only the newest steps to add up. */
  isKept(service: string): boolean;
  ask(services: readonly ServiceSeries[], signal: AbortSignal): Promise<Result<Sums>>;
  /** The numbers of samples, by the labels that keep sums apart. Several of one label set add up. */
  samples(service: string): readonly Row[];
  /** Call this after all services were asked. */
  keep(): void;
}

export async function openClosedSteps(
  room: ReadingRoom,
  conditions: string,
  question: SumQuestion,
  signal: AbortSignal,
): Promise<Result<ClosedReading>> {
  const { closed, nowMs } = room;
  const { firstMs, stepMs, points } = question.resolution;
  const wholeLastMs = firstMs + stepMs * (points - 1);
  const overMs = firstMs + Math.floor((Math.min(nowMs() - settledMs, wholeLastMs) - firstMs) / stepMs) * stepMs;
  const grid: Grid = { firstMs, lastMs: overMs, stepMs };
  const key = writeKey(room, conditions, question);
  const before = closed.get(key);
  const known =
    before !== undefined && isWithin(firstMs, before.grid) && before.grid.lastMs <= overMs ? before : undefined;
  const now = new Map<string, KeptService>();
  if (overMs < firstMs) return openWithoutKept(room, conditions, question, signal);

  // Counted before the sums are read, so that a sample that arrives in between is noticed the next time.
  const isSame = known !== undefined && known.grid.firstMs === firstMs && known.grid.lastMs === overMs;
  const [counted, again, newest] = await Promise.all([
    countSamples(room, conditions, question, grid, signal),
    known === undefined || isSame ? undefined : countSamples(room, conditions, question, known.grid, signal),
    overMs === wholeLastMs
      ? undefined
      : countSamples(room, conditions, question, { firstMs: overMs + stepMs, lastMs: wholeLastMs, stepMs }, signal),
  ]);
  if (!counted.ok) return counted;
  if (again?.ok === false) return again;
  if (newest?.ok === false) return newest;
  /** Of the steps that are not over. */
  const open = groupByService(newest?.value ?? []);
  const counts = groupByService(counted.value);
  const checked = again === undefined ? counts : groupByService(again.value);
  const valid = new Map(
    [...(known?.services ?? [])].filter(([service, kept]) => isEqual(kept.counts, checked.get(service) ?? [])),
  );

  async function ask(services: readonly ServiceSeries[], signal: AbortSignal): Promise<Result<Sums>> {
    const isKept = known !== undefined && services.every(({ service }) => valid.has(service));
    const sums = isKept
      ? await askRest(services, known, signal)
      : await askSums(room, services, conditions, question, signal);
    if (!sums.ok) return sums;
    for (const { service } of services) {
      const own = ({ labels }: Row): boolean => (labels['service'] ?? '') === service;
      const cut = (rows: readonly Row[]) => rows.filter(own).map((row) => cutRow(row, firstMs, overMs));
      now.set(service, {
        counts: counts.get(service) ?? [],
        groups: cut(sums.value.groups),
        sampled: cut(sums.value.sampled),
      });
    }
    return sums;
  }

  async function askRest(
    services: readonly ServiceSeries[],
    { grid }: Kept,
    signal: AbortSignal,
  ): Promise<Result<Sums>> {
    const kept = services.flatMap(({ service }) => valid.get(service) ?? []);
    const groups = kept.flatMap((one) => one.groups);
    const sampled = kept.flatMap((one) => one.sampled);
    const rest = Math.round((wholeLastMs - grid.lastMs) / stepMs);
    if (rest === 0) return succeed({ groups: join(groups, [], firstMs), sampled: join(sampled, [], firstMs) });
    const resolution = { ...question.resolution, firstMs: grid.lastMs + stepMs, points: rest };
    const newer = await askSums(room, services, conditions, { ...question, resolution }, signal);
    if (!newer.ok) return newer;
    return succeed({
      groups: join(groups, newer.value.groups, firstMs),
      sampled: join(sampled, newer.value.sampled, firstMs),
    });
  }

  return succeed({
    isKept: (service) => valid.has(service),
    samples: (service) => [...(counts.get(service) ?? []), ...(open.get(service) ?? [])],
    ask,
    keep: () => closed.set(key, { grid, services: now }, { size: measureSums(now) }),
  });
}

/** Keeps nothing, because no step is over. */
async function openWithoutKept(
  room: ReadingRoom,
  conditions: string,
  question: SumQuestion,
  signal: AbortSignal,
): Promise<Result<ClosedReading>> {
  const { firstMs, stepMs, points } = question.resolution;
  const grid = { firstMs, lastMs: firstMs + stepMs * (points - 1), stepMs };
  const counted = await countSamples(room, conditions, question, grid, signal);
  if (!counted.ok) return counted;
  const counts = groupByService(counted.value);
  return succeed({
    isKept: () => false,
    ask: (services, signal) => askSums(room, services, conditions, question, signal),
    samples: (service) => counts.get(service) ?? [],
    keep: () => undefined,
  });
}

function writeKey({ scope }: ReadingRoom, conditions: string, question: SumQuestion): string {
  const { by, fingerprints, resolution } = question;
  const { firstMs, stepMs } = resolution;
  const stacks = fingerprints && [...fingerprints].sort();
  return JSON.stringify([conditions, scope.conditions, by, stacks, stepMs, firstMs % stepMs]);
}

const isWithin = (timeMs: number, { firstMs, lastMs }: Grid): boolean => timeMs >= firstMs && timeMs <= lastMs;

function groupByService(rows: readonly Row[]): ReadonlyMap<string, readonly Row[]> {
  const services = new Map<string, Row[]>();
  for (const row of rows) {
    const service = row.labels['service'] ?? '';
    const known = services.get(service);
    if (known === undefined) services.set(service, [row]);
    else known.push(row);
  }
  return services;
}

const nameRow = (labels: Labels): string => JSON.stringify(Object.entries(labels).sort());

function isEqual(some: readonly Row[], others: readonly Row[]): boolean {
  const counts = new Map(others.map(({ labels, values }) => [nameRow(labels), values[0]]));
  return some.length === others.length && some.every(({ labels, values }) => counts.get(nameRow(labels)) === values[0]);
}

/** Continues rows by newer points. Points before `fromMs` are dropped, and rows without a point as well. */
function join(older: readonly Row[], newer: readonly Row[], fromMs: number): readonly Row[] {
  const parts = new Map<string, Row[]>();
  for (const row of [...older.map((one) => cutRow(one, fromMs, Infinity)), ...newer]) {
    if (row.timesMs.length === 0) continue;
    const name = nameRow(row.labels);
    parts.set(name, [...(parts.get(name) ?? []), row]);
  }
  return [...parts.values()].map(joinRows);
}
