// Samples whose counts follow from their number, so that a reader knows the expected counts.
import type { Fingerprint, Stack } from '../../src/core/stack/model.ts';
import type { Sample } from '../../src/backend/history/port.ts';

export const startMs = 1_700_000_000_000;
export const intervalMs = 15_000;
export const targets = 5;
export const stacks = 40;

/** Some level, some wandering, some climbing. */
export function countAt(stack: number, number: number): number {
  if (stack % 4 === 0) return 5 + stack;
  if (stack % 4 === 1) return 50 + ((number * (stack + 7)) % 23);
  return stack % 4 === 2 ? Math.floor(number / (stack + 1)) : number % (stack + 2) === 0 ? 3 : 0;
}

export function makeNumberedSample(target: number, number: number): Sample {
  const groups = Array.from({ length: stacks }, (_, stack) => ({
    stack: makeNumberedStack(stack),
    labels: {},
    count: countAt(stack, number),
  })).filter(({ count }) => count > 0);
  return {
    target: { service: 'shop', instance: `pod-${target}` },
    kind: 'goroutine',
    atMs: startMs + number * intervalMs,
    tookMs: 5,
    goroutines: number,
    groups,
    answered: true,
    figures: null,
    life: { fromMs: startMs, startMs: null, build: null },
    restarted: false,
  };
}

export function makeNumberedStack(number: number): Stack {
  const raw = { function: `main.stack${number}`, file: '/src/main.go', line: number + 1, startLine: 1 };
  return {
    fingerprint: number.toString(16).padStart(16, '0') as Fingerprint,
    state: 'select',
    frames: [{ name: raw.function, raw, own: true }],
    ownFrame: 0,
    keyFrame: 0,
    function: raw.function,
    location: `main.go:${number + 1}`,
    main: false,
    profiler: false,
    system: false,
  };
}
