// Estimates what leaked goroutines cost and how long the process has left. The results are ranges, because memory does
// not separate two stacks that grow together.
import { measureSlope, type Slope } from '../trend/slope.ts';
import type { LimitsOf, StackAt } from './places.ts';
import type { Range, Suspect } from './model.ts';
import { pageBytes, type MemoryGrowth, type ProcessPast } from './process-past.ts';
import { minuteMs } from '../../agreed-times.ts';

/** The minimum of a parked goroutine: 2 KB of stack and its bookkeeping. */
const floorBytes = 2_700;

/** Bytes of all goroutines of a stack: from the minimum up to the growth of the process's memory, divided by growth. */
export function measureCost(places: readonly StackAt[]): Range {
  let low = 0;
  let high = 0;
  for (const { process, past } of places) {
    const count = past.track.last;
    const fitted = recallGrowth(process).bytesPerGoroutine;
    low += count * floorBytes;
    high += count * Math.max(floorBytes, fitted ?? floorBytes);
  }
  return { low, high };
}

/** All suspects of a process share these. */
function recallGrowth(process: ProcessPast): MemoryGrowth {
  if (process.memoryGrowth === undefined) {
    const memory = measureMemory(process);
    process.memoryGrowth = { memory, bytesPerGoroutine: fitBytes(process, memory) };
  }
  return process.memoryGrowth;
}

/** Resident bytes gained per goroutine gained during this growth; undefined if either did not grow. */
function fitBytes(process: ProcessPast, memory: Slope | undefined): number | undefined {
  if (memory === undefined || memory.perMinute <= 0) return undefined;
  let goroutines = 0;
  for (const { held } of process.stacks.values()) goroutines += held?.perMinute ?? 0;
  return goroutines > 0 ? memory.perMinute / goroutines : undefined;
}

/** Growth of resident memory in bytes, low to low, since the earliest growth of a stack. */
function measureMemory(process: ProcessPast): Slope | undefined {
  const { resolutions } = process.resident;
  if (resolutions === undefined) return undefined;
  let sinceMs = Infinity;
  for (const { held } of process.stacks.values()) if (held !== undefined) sinceMs = Math.min(sinceMs, held.sinceMs);
  if (sinceMs === Infinity) return undefined;
  const series =
    [resolutions.hour, resolutions.day].find(({ originMs, widthMs }) => originMs <= sinceMs + widthMs) ??
    resolutions.week;
  const slope = measureSlope(series, Math.max(sinceMs, process.resident.firstMs));
  return (
    slope && {
      perMinute: slope.perMinute * pageBytes,
      lowerPerMinute: slope.lowerPerMinute * pageBytes,
      upperPerMinute: slope.upperPerMinute * pageBytes,
    }
  );
}

/** Time until the first instance reaches its memory or goroutine limit. */
export function measureTimeLeft(places: readonly StackAt[], limits: LimitsOf): Suspect['timeLeft'] {
  let soonest: Suspect['timeLeft'] = null;
  for (const { process, past } of places) {
    if (past.held === undefined || past.held.stoppedMs !== null) continue;
    const { memoryBytes = process.memoryLimitBytes ?? undefined, goroutines } = limits(process.labels);
    const memory = memoryBytes === undefined ? undefined : recallGrowth(process).memory;
    const candidates: Suspect['timeLeft'][] = [];
    if (memory !== undefined && memoryBytes !== undefined) {
      const ms = divide(memoryBytes - process.resident.last * pageBytes, memory);
      if (ms !== undefined) candidates.push({ ms, limit: 'memory' });
    }
    if (goroutines !== undefined) {
      const ms = divide(goroutines - process.total.last, past.held);
      if (ms !== undefined) candidates.push({ ms, limit: 'goroutines' });
    }
    for (const one of candidates) if (one && (soonest === null || one.ms.low < soonest.ms.low)) soonest = one;
  }
  return soonest;
}

function divide(
  left: number,
  slope: Pick<Slope, 'perMinute' | 'lowerPerMinute' | 'upperPerMinute'>,
): Range | undefined {
  if (slope.perMinute <= 0) return undefined;
  const room = Math.max(0, left) * minuteMs;
  const slowest = Math.max(slope.lowerPerMinute, slope.perMinute / 4);
  return { low: room / Math.max(slope.upperPerMinute, slope.perMinute), high: room / slowest };
}
