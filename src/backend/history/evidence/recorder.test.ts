import { hourMs } from '../../../core/agreed-times.ts';
import type { Labels } from '../../../core/labels.ts';
import { limits } from '../../../core/limits.ts';
import { succeed } from '../../../core/problem.ts';
import { readProfiles } from '../../../core/profile/reader.ts';
import type { HistoryEngine } from '../port.ts';
import type { TakenDump } from '../sampler-ports.ts';
import { makeHistoryFile, type HistoryFile } from '../testing/history-file.ts';
import { describeWithSqlite, makeSample, startMs } from '../testing/samples.ts';
import type { EvidenceSummary, KeptEvidence } from './model.ts';
import { openRecorder, type EvidenceRecorder } from './recorder.ts';

const target = { service: 'shop', instance: 'a:6060' };
const onset = { target, fingerprint: 'abc', function: 'shop/cart.leak', grade: 'likely' } as const;
const text = new TextEncoder().encode('goroutine 1 [running]:\nmain.main()\n');

describeWithSqlite('kept evidence', () => {
  let file: HistoryFile;
  let engine: HistoryEngine;
  let recorder: EvidenceRecorder;
  let asked: number;
  let tookMs: number;
  let learned: Labels[];

  beforeEach(async () => {
    file = makeHistoryFile();
    engine = await file.open();
    asked = 0;
    learned = [];
    tookMs = 2;
    recorder = open(10);
  });
  afterEach(async () => {
    await recorder.close();
    await file.remove();
  });

  function open(maxPauseMs: number): EvidenceRecorder {
    const takeDump = (): Promise<TakenDump> => {
      asked++;
      const read = readProfiles(text);
      if (read.outcome !== 'read') throw new Error('It is a dump.');
      const profile = { ...read.profiles[0]!, goroutines: 1_000 };
      return Promise.resolve({ outcome: 'taken', text, profile, tookMs, cut: false });
    };
    return openRecorder({
      engine: Promise.resolve(succeed(engine)),
      source: { takeDump },
      nowMs: () => file.nowMs,
      maxPauseMs,
      onDump: (taken) => {
        learned.push(taken);
        return Promise.resolve();
      },
      onBug: (error) => {
        throw error;
      },
    });
  }

  async function sample(goroutines: number, labels = target): Promise<void> {
    await engine.append([makeSample(file.nowMs, { leak: goroutines - 5, pool: 5 }, { target: labels, goroutines })]);
  }

  async function list(): Promise<readonly EvidenceSummary[]> {
    const listed = await engine.evidence!.list([], { fromMs: 0, toMs: 8e15 });
    if (!listed.ok) throw new Error(listed.problem.message);
    return listed.value;
  }

  async function until(count: number): Promise<readonly EvidenceSummary[]> {
    for (let tries = 0; tries < 1_000; tries++) {
      const listed = await list();
      if (listed.length >= count) return listed;
      await new Promise((resolve) => setImmediate(resolve));
    }
    throw new Error(`No ${count} pieces of evidence.`);
  }

  async function read(id: number): Promise<KeptEvidence> {
    const found = await engine.evidence!.read(id);
    if (!found.ok || found.value === undefined) throw new Error('It cannot be read.');
    return found.value;
  }

  it('is the whole profile and a dump, and outlives the process and Parked', async () => {
    await sample(1_000);
    recorder.note(onset);
    const [summary] = await until(1);
    expect(summary).toMatchObject({
      ...onset,
      goroutines: 1_000,
      dump: { bytes: text.length, goroutines: 1_000 },
      noDump: null,
    });
    expect(learned).toEqual([target]);
    await recorder.close();
    await engine.close();
    engine = await file.open();
    const kept = await read(summary!.id);
    expect(kept.text).toEqual(text);
    expect(kept.profile.groups.map(({ stack, count }) => [stack.function, count])).toEqual([
      ['shop/cart.leak', 995],
      ['shop/cart.pool', 5],
    ]);
  });

  it('has no dump where the pause would be too long, and says so', async () => {
    await sample(2_000);
    recorder.note(onset);
    const [summary] = await until(1);
    expect(summary?.dump).toBeNull();
    expect(summary?.noDump).toContain('the settings allow 10ms');
    expect(asked).toBe(0);
  });

  it('has no dump where none is allowed', async () => {
    recorder = open(0);
    await sample(10);
    recorder.note(onset);
    expect(await until(1)).toMatchObject([{ dump: null, noDump: 'the settings allow no dump at an onset' }]);
  });

  it('takes one dump an hour and target, and goes by what the last one took', async () => {
    tookMs = 50;
    await sample(1_000);
    recorder.note(onset);
    await until(1);
    recorder.note({ ...onset, fingerprint: 'def' });
    expect((await until(2))[1]?.noDump).toContain('within the hour');
    file.nowMs += 2 * hourMs;
    await sample(1_000);
    recorder.note(onset);
    expect((await until(3))[2]?.noDump).toContain('about 50ms');
    expect(asked).toBe(1);
  });

  it('keeps its dump while many more stacks of the process begin to leak within the hour', async () => {
    await sample(1_000);
    const last = limits.evidencePerTarget.value + 3;
    for (let index = 0; index <= last; index++) recorder.note({ ...onset, fingerprint: `f${index}` });
    const isLast = async () => (await list()).some(({ fingerprint }) => fingerprint === `f${last}`);
    while (!(await isLast())) await new Promise((resolve) => setImmediate(resolve));
    expect((await list()).filter(({ dump }) => dump !== null)).toMatchObject([{ fingerprint: 'f0' }]);
  });

  it('is bounded: the oldest of a process make room, and then the oldest of all', async () => {
    recorder = open(0);
    await sample(10);
    const most = limits.evidencePerTarget.value;
    for (let index = 0; index < most + 2; index++) {
      file.nowMs = startMs + index;
      recorder.note({ ...onset, fingerprint: `f${index}` });
    }
    const isLast = async () => (await list()).some(({ fingerprint }) => fingerprint === `f${most + 1}`);
    while (!(await isLast())) await new Promise((resolve) => setImmediate(resolve));
    expect((await list()).map(({ fingerprint }) => fingerprint)).toEqual(['f2', 'f3', 'f4', 'f5', 'f6']);
  });
});
