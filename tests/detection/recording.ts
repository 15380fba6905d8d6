// The recorded demo service: real profiles, leaking and healthy stacks side by side. Its 90 seconds stand for 90
// minutes here, so that the rules for an hour can speak; counts and their order are as they were recorded.
import { makeSample } from '../../src/core/sample/make-sample.ts';
import { LifeTracker } from '../../src/core/sample/lives.ts';
import { openRecording } from '../../demo/replay/recording.ts';
import { gunzipSync } from 'node:zlib';
import { SuspectTracker } from '../../src/core/analysis/suspects/suspect-tracker.ts';
import type { Verdicts } from '../../src/core/analysis/suspects/model.ts';
import { createProfileReader } from '../../src/core/profile/reader.ts';
import { interpretProfile } from '../../src/core/stack/interpret.ts';

const beginMs = Date.UTC(2026, 0, 5);

/** Verdicts after the last sample. `times`: how much slower the clock is made to run. */
export function judgeRecording(times: number, withLeakProfiles: boolean): Verdicts {
  const recording = openRecording();
  const tracker = new SuspectTracker();
  const lives = new LifeTracker();
  for (const answer of recording.manifest.answers) {
    const leaks = answer.path === '/debug/pprof/goroutineleak';
    if (answer.debug !== 0 || !(answer.path === '/debug/pprof/goroutine' || (leaks && withLeakProfiles))) continue;
    const reader = createProfileReader({ labelKeys: [] });
    reader.push(gunzipSync(recording.read(answer)));
    const result = reader.finish();
    if (result.outcome !== 'read') throw new Error(`${answer.file}: ${result.outcome}`);
    for (const profile of result.profiles) {
      const interpreted = interpretProfile(profile, { ownCode: [], labelKeys: [] });
      const atMs = beginMs + answer.atMs * times;
      tracker.push(lives.place(makeSample(interpreted, { target: { service: 'shop', instance: 'demo' }, atMs })));
    }
  }
  return tracker.judge();
}

export function playRecording(): readonly string[] {
  const lines: string[] = [];
  for (const [times, withLeakProfiles] of [
    [1, false],
    [1, true],
  ] as const) {
    const { suspects, diagnoses } = judgeRecording(times, withLeakProfiles);
    lines.push(`${withLeakProfiles ? 'with' : 'without'} leak profiles: ${suspects.length} suspects`);
    for (const one of suspects) {
      lines.push(
        `  ${one.grade.padEnd(7)} ${one.once ? 'once ' : ''}${String(one.count).padStart(5)} ${one.state.padEnd(20)} ${one.function} (${one.cause ?? '–'})`,
      );
    }
    for (const { kind, text } of diagnoses) lines.push(`  ${kind}: ${text}`);
  }
  return lines;
}
