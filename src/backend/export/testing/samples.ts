// Samples for export tests.
import type { Sample } from '../../../core/sample/model.ts';
import type { Fingerprint, Stack } from '../../../core/stack/model.ts';

export const startMs = 1_700_000_000_000;

export function makeStack(
  name: string,
  state = 'select',
  frames: readonly string[] = [`shop.${name}`, 'main.main'],
): Stack {
  return {
    fingerprint: Buffer.from(name).toString('hex').padStart(16, '0').slice(-16) as Fingerprint,
    state,
    frames: frames.map((one) => ({ name: one, raw: { function: one, file: '', line: 0, startLine: 0 }, own: true })),
    ownFrame: 0,
    keyFrame: 0,
    function: `shop.${name}`,
    location: '',
    main: false,
    profiler: false,
    system: false,
  };
}

export function makeSample(atMs: number, counts: Readonly<Record<string, number>>, more: Partial<Sample> = {}): Sample {
  return {
    target: { service: 'shop', instance: 'a:6060' },
    kind: 'goroutine',
    atMs,
    tookMs: 4,
    goroutines: Object.values(counts).reduce((sum, count) => sum + count, 0),
    groups: Object.entries(counts).map(([name, count]) => ({ stack: makeStack(name), labels: {}, count })),
    answered: true,
    figures: null,
    life: { fromMs: atMs, startMs: null, build: null },
    restarted: false,
    ...more,
  };
}
