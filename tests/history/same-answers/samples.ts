// Three hours of a small fleet: a leak, pools, a busy hour, a restart with a new build, a gap, a pod that comes late,
// leak profiles.
import { LifeTracker } from '../../../src/core/sample/lives.ts';
import type { Sample } from '../../../src/backend/history/port.ts';
import { makeFigures, makeSample } from '../../../src/backend/history/testing/samples.ts';

const minute = 60_000;
export const intervalMs = 30_000;
/** Recent, because servers refuse old samples. */
export const endMs = Math.floor(Date.now() / minute) * minute;
export const startMs = endMs - 180 * minute;

export const fleet = [
  { service: 'shop', instance: 'a:6060', zone: 'eu-1' },
  { service: 'shop', instance: 'b:6060', zone: 'eu-2' },
  { service: 'mail', instance: 'c:6060', zone: 'eu-1' },
  { service: 'late', instance: 'd:6060', zone: 'eu-2' },
] as const;
const [shopA, shopB, mail, late] = fleet;

export function makeFleetHours(): readonly Sample[] {
  const lives = new LifeTracker();
  const samples: Sample[] = [];
  for (let step = 0; step <= 360; step++) {
    const atMs = startMs + step * intervalMs;
    for (const sample of sampleAt(step, atMs)) samples.push(lives.place(sample));
  }
  return samples;
}

/** No two samples are of the same moment. */
function sampleAt(step: number, atMs: number): readonly Sample[] {
  const busy = Math.round(20 * Math.sin(step / 40) ** 2);
  const samples: Sample[] = [];
  const isNew = step >= 200;
  const since = isNew ? step - 200 : step;
  samples.push(
    makeSample(
      atMs,
      { leak: 10 + since, pool: 20 + (step % 5), ...(step % 60 < 15 ? { burst: 7 } : {}) },
      {
        target: shopA,
        figures: makeFigures({
          goroutines: 60 + since,
          residentBytes: 1e8 + since * 4096,
          heapBytes: 5e7,
          cpuSeconds: since / 2,
          requests: 100 * since,
          startMs: isNew ? startMs + 200 * intervalMs - 2_000 : startMs - minute,
          build: isNew ? 'v2' : 'v1',
        }),
      },
    ),
  );
  if (step % 120 === 0) {
    samples.push(makeSample(atMs + 5_000, { leak: 5 + since }, { target: shopA, kind: 'goroutineleak' }));
  }
  if (step < 150 || step > 190) {
    samples.push(makeSample(atMs + 1_234, { leak: 30 + Math.floor(step / 20), pool: busy + 1 }, { target: shopB }));
  }
  const figures = makeFigures({
    goroutines: 12 + busy,
    residentBytes: 3e7,
    cpuSeconds: step,
    startMs: startMs - 9 * minute,
  });
  samples.push(makeSample(atMs + 7_001, { serve: 10 + busy, flush: 1 }, { target: mail, figures }));
  if (step > 240) samples.push(makeSample(atMs + 11_000, { tick: 2, work: step - 240 }, { target: late }));
  return samples;
}
