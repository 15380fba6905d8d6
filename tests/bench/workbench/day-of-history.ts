// A day of a process's past in a history file, as sampling it every half minute would have left it: written by the
// engine itself, on a clock that runs ahead.
import { join } from 'node:path';
import { openEmbeddedHistory } from '../../../src/backend/history/embedded/engine.ts';
import { nameHistoryFile } from '../../../src/backend/history/file-name.ts';
import type { Sample, SampleGroup } from '../../../src/backend/history/port.ts';
import { readProfiles } from '../../../src/core/profile/reader.ts';
import { interpretProfile } from '../../../src/core/stack/interpret.ts';
import type { Stack } from '../../../src/core/stack/model.ts';

const stepMs = 30_000;
const samples = 2_880;

/**
 * `profile` is an answer of the process at `host`; `countAt` says how many goroutines its stack of that place has after
 * so many steps.
 */
export async function writeDayOfHistory(
  folder: string,
  host: string,
  profile: Uint8Array,
  countAt: (place: number, step: number) => number,
): Promise<void> {
  const stacks = readStacks(profile);
  const startMs = Date.now() - (samples + 1) * stepMs;
  let nowMs = startMs;
  const engine = await openEmbeddedHistory({
    path: join(folder, nameHistoryFile(0, 'workbench')),
    nowMs: () => nowMs,
    monotonicMs: () => nowMs,
    retentionMs: 15 * 86_400_000,
    maxBytes: 2 ** 30,
    version: 'bench',
  });
  for (let step = 0; step < samples; step++) {
    nowMs += stepMs;
    const groups = stacks.map((stack, place) => ({ stack, labels: {}, count: countAt(place, step) }));
    const { outcome } = await engine.append([makeSample(host, groups, nowMs, startMs)]);
    if (outcome !== 'kept') throw new Error(`Sample ${step} was not kept.`);
  }
  await engine.close();
}

function readStacks(bytes: Uint8Array): readonly Stack[] {
  const result = readProfiles(bytes);
  const profile = result.outcome === 'read' ? result.profiles[0] : undefined;
  if (profile === undefined) throw new Error('The profile cannot be read.');
  return interpretProfile(profile, { ownCode: [], labelKeys: [] }).entries.map(({ stack }) => stack);
}

function makeSample(host: string, groups: readonly SampleGroup[], atMs: number, startMs: number): Sample {
  const goroutines = groups.reduce((sum, { count }) => sum + count, 0);
  const values = {
    goroutines,
    residentBytes: 200_000_000 + goroutines * 4_096,
    heapBytes: 100_000_000,
    cpuSeconds: (atMs - startMs) / 10_000,
    requests: Math.round((atMs - startMs) / 20),
    memoryLimitBytes: 2 ** 30,
  };
  return {
    target: { service: host.replace(/:\d+$/, ''), instance: host },
    kind: 'goroutine',
    atMs,
    tookMs: 5,
    goroutines,
    groups,
    answered: true,
    figures: { values, startMs, build: 'v1.4.2' },
    life: { fromMs: startMs, startMs, build: 'v1.4.2' },
    restarted: false,
  };
}
