import { FrameCollector } from './frame-collector.ts';

function collect(depth: number, most: number): { names: string; elided: number } {
  const collector = new FrameCollector(most);
  for (let i = 0; i < depth; i++) collector.push({ function: String(i), file: '', line: 0, startLine: 0 });
  return { names: collector.frames.map((frame) => frame.function).join(' '), elided: collector.elidedFrames };
}

describe('FrameCollector', () => {
  it('keeps a stack within the bound whole', () => {
    expect(collect(6, 6)).toEqual({ names: '0 1 2 3 4 5', elided: 0 });
  });

  it('keeps both ends of a deeper one and counts the middle', () => {
    expect(collect(10, 6)).toEqual({ names: '0 1 2 7 8 9', elided: 4 });
    expect(collect(11, 5)).toEqual({ names: '0 1 8 9 10', elided: 6 });
  });
});
