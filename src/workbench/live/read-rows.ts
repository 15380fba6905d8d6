// Converts the backend's tables to rows of the page.
import { grades, type Grade } from '../../core/analysis/model.ts';
import type { ServiceVerdict } from '../../core/analysis/service-model.ts';
import { causeIds } from '../../core/causes/model.ts';
import type { Labels } from '../../core/labels.ts';
import type { Fingerprint } from '../../core/stack/model.ts';
import type { DataFrame } from '../../frames/model.ts';
import { rewordForOptions } from '../../report/own-words.ts';
import type { ChangeKind, ChangeRow, FlameRows, Range, StackRow, SuspectRow } from '../model.ts';
import { makeRowId } from '../model.ts';
import { mapRows, openFrame, type FrameReader } from './read-frame.ts';
import { minuteMs } from '../../core/agreed-times.ts';

export function readStacks(frame: DataFrame | undefined): readonly StackRow[] {
  const cells = openFrame(frame);
  return mapRows(cells, (row) => {
    const fingerprint = cells.text('fingerprint', row);
    // Groups beyond the limit are mentioned beside the table.
    if (fingerprint === '' || fingerprint === 'other') return undefined;
    const state = cells.text('state', row);
    return {
      id: makeRowId(fingerprint, state, readTarget(cells, row)),
      fingerprint,
      state,
      count: cells.number('count', row) ?? 0,
      change: cells.number('change', row),
      growthPerMinute: cells.number('growthPerMinute', row),
      waitMinutes: cells.number('longestWait', row),
      function: cells.text('function', row),
      rawFunction: cells.text('rawFunction', row),
      package: cells.text('package', row),
      location: cells.text('location', row),
      creator: cells.textOrNull('creator', row),
      target: readTarget(cells, row),
      cause: cells.textOrNull('cause', row),
      grade: readGrade(cells, row),
    };
  });
}

export function readSuspects(frame: DataFrame | undefined): readonly SuspectRow[] {
  const cells = openFrame(frame);
  return mapRows(cells, (row) => {
    const grade = readGrade(cells, row);
    const fingerprint = cells.text('fingerprint', row);
    if (grade === null || fingerprint === '') return undefined;
    const state = cells.text('state', row);
    return {
      id: makeRowId(fingerprint, state, readTarget(cells, row)),
      fingerprint,
      state,
      grade,
      count: cells.number('count', row) ?? 0,
      proven: cells.number('leaked', row) ?? 0,
      target: readTarget(cells, row),
      growthPerMinute: cells.number('growthPerMinute', row),
      sinceMs: cells.number('since', row),
      function: cells.text('function', row),
      rawFunction: cells.text('rawFunction', row),
      package: cells.text('package', row),
      location: cells.text('location', row),
      creator: cells.textOrNull('creator', row),
      cause: cells.textOrNull('cause', row),
      causeName: cells.text('causeName', row),
      fix: cells.text('fix', row),
      evidence: splitLines(cells.text('evidence', row)),
      also: cells
        .text('also', row)
        .split(',')
        .map((id) => id.trim())
        .filter((id) => id !== ''),
      changedThen: cells.text('changedThen', row),
      surer: cells.text('surer', row),
      probability: cells.number('probability', row) ?? 0,
      instances: cells.number('instances', row),
      instancesOf: cells.number('instancesOf', row),
      memoryBytes: readRange(cells, row, 'memoryMin', 'memoryMax'),
      timeLeftMinutes: readRange(cells, row, 'timeLeftMin', 'timeLeftMax'),
      locks: null,
      arrivals: null,
      once: cells.flag('once', row),
    };
  });
}

/** The process, or the service, that a row is about; empty in a sum. */
function readTarget(cells: FrameReader, row: number): string {
  return cells.textOrNull('instance', row) ?? cells.text('service', row);
}

const states = ['leaking', 'rising', 'quiet', 'unknown'] as const;
const reasons = ['too-early', 'stale', 'unreadable', 'paused', 'ended'] as const;

export function readVerdicts(frame: DataFrame | undefined): readonly ServiceVerdict[] {
  const cells = openFrame(frame);
  return mapRows(cells, (row) => {
    const grade = readGrade(cells, row);
    const left = readRange(cells, row, 'timeLeftMin', 'timeLeftMax');
    const instance = cells.textOrNull('instance', row);
    const service = cells.textOrNull('service', row);
    const per: Labels = instance !== null ? { instance } : service !== null ? { service } : {};
    return {
      per,
      state: states.find((state) => state === cells.text('state', row)) ?? 'unknown',
      reason: reasons.find((reason) => reason === cells.text('reason', row)) ?? null,
      sentence: cells.text('sentence', row),
      circle: splitLines(cells.text('circle', row)),
      worst:
        grade === null
          ? null
          : {
              fingerprint: cells.text('fingerprint', row) as Fingerprint,
              function: cells.text('function', row),
              location: cells.text('location', row),
              state: cells.text('stackState', row),
              count: cells.number('count', row) ?? 0,
              cause: causeIds.find((id) => id === cells.text('cause', row)) ?? null,
              grade,
            },
      sinceMs: cells.number('since', row),
      stoppedMs: cells.number('stopped', row),
      growthPerMinute: cells.number('growthPerMinute', row),
      goroutines: cells.number('goroutines', row),
      timeLeft:
        left === null ? null : { ms: { low: left.low * minuteMs, high: left.high * minuteMs }, limit: 'memory' },
      nextMs: cells.number('next', row),
      surer: splitLines(rewordForOptions(cells.text('surer', row))),
    };
  });
}

const kinds: readonly ChangeKind[] = ['appeared', 'grew', 'shrank', 'gone'];

export function readChanges(frame: DataFrame | undefined): readonly ChangeRow[] {
  const cells = openFrame(frame);
  return mapRows(cells, (row) => {
    const what = kinds.find((kind) => kind === cells.text('what', row));
    const fingerprint = cells.text('fingerprint', row);
    if (what === undefined || fingerprint === 'other') return undefined;
    const state = cells.text('state', row);
    return {
      id: makeRowId(fingerprint, state, readTarget(cells, row)),
      what,
      change: cells.number('change', row) ?? 0,
      count: cells.number('count', row) ?? 0,
      before: cells.number('before', row) ?? 0,
      fingerprint,
      state,
      function: cells.text('function', row),
      rawFunction: cells.text('rawFunction', row),
      location: cells.text('location', row),
      cause: cells.textOrNull('cause', row),
    };
  });
}

export function readFlame(frame: DataFrame | undefined): FlameRows {
  const numbers = (name: string): readonly number[] => {
    const field = frame?.fields.find((one) => one.name === name);
    return (field?.values ?? []).map((value) => (typeof value === 'number' ? value : 0));
  };
  const label = frame?.fields.find((one) => one.name === 'label');
  const now = numbers('valueRight');
  if (now.length > 0) {
    const fields = (frame?.fields ?? []).filter(({ name }) => name !== 'valueRight');
    return { ...readFlame({ name: '', ...frame, fields }), ...compareFlame(numbers('value'), now) };
  }
  if (label?.type === 'string') {
    const names = [...new Set(label.values.map((name) => name ?? ''))];
    const index = new Map(names.map((name, at) => [name, at]));
    const labels = label.values.map((name) => index.get(name ?? '') ?? 0);
    return { names, label: labels, level: numbers('level'), value: numbers('value'), self: numbers('self') };
  }
  return {
    names: readEnum(label?.config),
    label: numbers('label'),
    level: numbers('level'),
    value: numbers('value'),
    self: numbers('self'),
  };
}

/** The width of a call counts both times, so that gone calls remain visible. */
function compareFlame(before: readonly number[], now: readonly number[]): Pick<FlameRows, 'value' | 'compared'> {
  return { value: before.map((count, row) => count + (now[row] ?? 0)), compared: { before, now } };
}

function readEnum(config: Readonly<Record<string, unknown>> | undefined): readonly string[] {
  const type = config?.['type'] as { readonly enum?: { readonly text?: readonly string[] } } | undefined;
  return type?.enum?.text ?? [];
}

function readGrade(cells: FrameReader, row: number): Grade | null {
  const text = cells.text('grade', row);
  return grades.find((grade) => grade === text) ?? null;
}

function readRange(cells: FrameReader, row: number, low: string, high: string): Range | null {
  const [from, to] = [cells.number(low, row), cells.number(high, row)];
  return from === null || to === null ? null : { low: from, high: to };
}

function splitLines(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '');
}
