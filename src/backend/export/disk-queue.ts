// Keeps points on disk until the server has accepted them, so that a collector that ends, even by kill -9, loses none.
// Each run of a writer has a folder of segments. The next run sends what earlier runs left, oldest first.
import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { Problem } from '../../core/problem.ts';

/** Points of one request that an earlier run left. */
interface LeftBatch {
  readonly body: Uint8Array;
  readonly points: number;
  readonly atMs: number;
}

export interface DiskQueue {
  /** Stores points that have the numbers up to `end`. */
  append(body: Uint8Array, batch: { readonly points: number; readonly atMs: number; readonly end: number }): void;
  /** All points before this number were accepted or lost. */
  acknowledge(first: number): void;
  /** The oldest batch of earlier runs. Undefined if all were sent. */
  left(): LeftBatch | undefined;
  /** Call when the oldest batch of earlier runs was accepted or refused. */
  dropLeft(): void;
  /** Number of points of earlier runs that were not sent yet. */
  leftPoints(): number;
  /** Why nothing is stored on disk at present. */
  problem(): Problem | undefined;
  /** Ends this run. Points that were not accepted stay for the next run. */
  close(): void;
}

export interface DiskQueueOptions {
  readonly folder: string;
  /** Beyond this number, points of earlier runs are dropped, the oldest first. */
  readonly maxPoints: number;
  /** Maximum number of bytes in one file. A file is removed once all its points were accepted. */
  readonly segmentBytes?: number;
  /** Called for points that cannot be sent any more. */
  readonly onLost: (points: number) => void;
}

interface Place {
  readonly run: string;
  readonly segment: number;
  /** The records of this segment up to this number were accepted. */
  readonly record: number;
}

interface KeptBatch extends Place {
  readonly end: number;
}

const headBytes = 20;
const ackedFile = 'acked';
const usualSegmentBytes = 4 * 1024 * 1024;

/**
 * The runs of writers that are open in this process. All other runs belong to processes that have ended. The set is
 * process-wide, because several data sources may write to one server.
 */
const openRuns = new Set<string>();

/** Never throws. Without its disk, a writer works from memory, and `problem` says why. */
export function openDiskQueue({
  folder,
  maxPoints,
  segmentBytes = usualSegmentBytes,
  onLost,
}: DiskQueueOptions): DiskQueue {
  let trouble: Problem | undefined;
  const attempt = <T>(work: () => T): T | undefined => {
    try {
      const result = work();
      trouble = undefined;
      return result;
    } catch (error) {
      trouble = describeTrouble(folder, error);
      return undefined;
    }
  };
  const left = attempt(() => readLeft(folder, maxPoints, onLost)) ?? { batches: [], runs: [] };
  if (left.batches.length === 0) removeRuns();
  let run = '';
  attempt(() => (run = beginRun(folder)));
  let segment = 0;
  let records = 0;
  let bytes = 0;
  /** Batches that the server has not accepted yet, in order. */
  const kept: KeptBatch[] = [];

  function append(body: Uint8Array, { points, atMs, end }: Parameters<DiskQueue['append']>[1]): void {
    if (bytes >= segmentBytes) [segment, records, bytes] = [segment + 1, 0, 0];
    const record = encodeRecord(body, points, atMs);
    attempt(() => {
      if (run === '') run = beginRun(folder);
      appendFileSync(nameSegment(run, segment), record, { mode: 0o600 });
      kept.push({ run, segment, record: ++records, end });
      bytes += record.length;
    });
  }

  function acknowledge(first: number): void {
    let taken = 0;
    while (taken < kept.length && kept[taken]!.end <= first) taken++;
    if (taken === 0) return;
    const newest = kept[taken - 1]!;
    const oldest = kept[0]!;
    kept.splice(0, taken);
    attempt(() => {
      if (kept.length === 0) {
        // All points were accepted, so no file has to stay.
        for (let one = oldest.segment; one <= newest.segment; one++) rmSync(nameSegment(run, one), { force: true });
        [segment, records, bytes] = [segment + 1, 0, 0];
        return;
      }
      writeAcked(newest);
      for (let one = oldest.segment; one < (kept[0]?.segment ?? 0); one++)
        rmSync(nameSegment(run, one), { force: true });
    });
  }

  function dropLeft(): void {
    const done = left.batches.shift();
    if (done === undefined) return;
    attempt(() => {
      const next = left.batches[0];
      if (next?.run !== done.run) rmSync(done.run, { recursive: true, force: true });
      else if (next.segment !== done.segment) rmSync(nameSegment(done.run, done.segment), { force: true });
      else writeAcked(done);
    });
    if (left.batches.length === 0) removeRuns();
  }

  function removeRuns(): void {
    for (const one of left.runs) attempt(() => rmSync(one, { recursive: true, force: true }));
  }

  return {
    append,
    acknowledge,
    left: () => left.batches[0],
    dropLeft,
    leftPoints: () => left.batches.reduce((sum, { points }) => sum + points, 0),
    problem: () => trouble,
    close: () => {
      openRuns.delete(run);
      if (kept.length === 0 && run !== '') attempt(() => rmSync(run, { recursive: true, force: true }));
    },
  };
}

interface LeftRecord extends Place, LeftBatch {}

/** Reads what ended processes left. A record whose writing was interrupted is incomplete and skipped. */
function readLeft(folder: string, maxPoints: number, onLost: (points: number) => void) {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const runs = readdirSync(folder)
    .filter((name) => /^\d+$/.test(name))
    .sort((a, b) => Number(a) - Number(b))
    .map((name) => join(folder, name))
    .filter((run) => !openRuns.has(run));
  const batches = runs.flatMap(readRun);
  const points = batches.reduce((sum, one) => sum + one.points, 0);
  let lost = 0;
  while (points - lost > maxPoints) lost += batches.shift()?.points ?? points;
  if (lost > 0) onLost(lost);
  return { batches, runs };
}

function readRun(run: string): readonly LeftRecord[] {
  const acked = readAcked(run);
  const segments = readdirSync(run).flatMap((name) => (/^\d+\.log$/.test(name) ? [Number.parseInt(name, 10)] : []));
  return segments
    .sort((a, b) => a - b)
    .filter((segment) => segment >= acked.segment)
    .flatMap((segment) => readSegment(run, segment))
    .filter(({ segment, record }) => segment > acked.segment || record > acked.record);
}

function readSegment(run: string, segment: number): readonly LeftRecord[] {
  const path = nameSegment(run, segment);
  if (statSync(path).size === 0) return [];
  const bytes = readFileSync(path);
  const found: LeftRecord[] = [];
  for (let at = 0; at + headBytes <= bytes.length;) {
    const length = bytes.readUInt32LE(at);
    const body = bytes.subarray(at + headBytes, at + headBytes + length);
    if (body.length < length || crc32(bytes.subarray(at + 8, at + headBytes + length)) !== bytes.readUInt32LE(at + 4))
      break;
    const [points, atMs] = [bytes.readUInt32LE(at + 8), bytes.readDoubleLE(at + 12)];
    found.push({ run, segment, record: found.length + 1, body, points, atMs });
    at += headBytes + length;
  }
  return found;
}

/** Length, checksum of the rest, number of points, time, body. */
function encodeRecord(body: Uint8Array, points: number, atMs: number): Uint8Array {
  const record = Buffer.alloc(headBytes + body.length);
  record.writeUInt32LE(body.length, 0);
  record.writeUInt32LE(points, 8);
  record.writeDoubleLE(atMs, 12);
  record.set(body, headBytes);
  record.writeUInt32LE(crc32(record.subarray(8)), 4);
  return record;
}

function beginRun(folder: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const newest = readdirSync(folder).reduce((most, name) => Math.max(most, /^\d+$/.test(name) ? Number(name) : 0), 0);
  const run = join(folder, String(newest + 1));
  mkdirSync(run, { mode: 0o700 });
  openRuns.add(run);
  return run;
}

function writeAcked({ run, segment, record }: Place): void {
  writeFileSync(join(run, ackedFile), `${segment} ${record}\n`, { mode: 0o600 });
}

function readAcked(run: string): Pick<Place, 'segment' | 'record'> {
  try {
    const [segment = 0, record = 0] = readFileSync(join(run, ackedFile), 'utf8').trim().split(' ').map(Number);
    return { segment: segment || 0, record: record || 0 };
  } catch {
    return { segment: 0, record: 0 };
  }
}

function nameSegment(run: string, segment: number): string {
  return join(run, `${segment}.log`);
}

function describeTrouble(folder: string, error: unknown): Problem {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown';
  const message =
    `The queue of remote write cannot be kept in ${folder} (${code}). Points wait in memory only, and a restart ` +
    'loses them. Repair the folder, or set queue to another one.';
  return { code: 'queue_unwritable', status: 500, source: 'plugin', message };
}
