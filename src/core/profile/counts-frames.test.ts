import { CountsFrames } from './counts-frames.ts';

const encoder = new TextEncoder();

/** The line of a frame, and whether its bytes were recognised. It is kept if they were not. */
function take(frames: CountsFrames, line: number): boolean {
  const bytes = encoder.encode(`#\t0x${(line + 1).toString(16)}\tmain.f${line}+0x1\t/src/main.go:${line + 1}\n`);
  const view = new DataView(bytes.buffer);
  if (frames.find(bytes, view, 0, bytes.length - 1) !== undefined) return true;
  const frame = frames.intern({ function: `main.f${line}`, file: '/src/main.go', line: line + 1, startLine: 0 });
  frames.remember(bytes, 0, bytes.length - 1, frame);
  return false;
}

it('recognises lines of a profile whose stacks share them', () => {
  const frames = new CountsFrames(2 ** 24);
  for (let line = 0; line < 10_000; line++) for (let time = 0; time < 2; time++) take(frames, line);
  expect(take(frames, 9_999)).toBe(true);
});

it('keeps few lines of a profile where hardly any stands twice', () => {
  const frames = new CountsFrames(2 ** 24);
  for (let line = 0; line < 10_000; line++) take(frames, line);
  expect(take(frames, 0)).toBe(true);
  expect(take(frames, 9_998)).toBe(false);
});

it('begins to keep lines again once they repeat', () => {
  const frames = new CountsFrames(2 ** 24);
  for (let line = 0; line < 10_000; line++) take(frames, line);
  for (let time = 0; time < 5_000; time++) take(frames, 0);
  take(frames, 9_999);
  expect(take(frames, 9_999)).toBe(true);
});

it('counts the objects of short lines toward its bound', () => {
  const frames = new CountsFrames(100_000);
  for (let line = 0; line < 2_000; line++) for (let time = 0; time < 2; time++) take(frames, line);
  expect(take(frames, 1_999)).toBe(false);
  expect(take(frames, 100)).toBe(true);
});
