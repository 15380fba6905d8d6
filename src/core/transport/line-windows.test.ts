import type { Window } from './line-windows.ts';
import { LineWindows } from './line-windows.ts';

function collect(pieces: readonly string[], maxLineBytes = 100): { lines: string[]; offsets: number[]; cut: boolean } {
  const lines: string[] = [];
  const offsets: number[] = [];
  const take = ({ bytes, start, end, offset }: Window): void => {
    offsets.push(offset + start);
    lines.push(...new TextDecoder().decode(bytes.subarray(start, end)).split('\n').slice(0, -1));
  };
  const windows = new LineWindows(maxLineBytes, take);
  for (const piece of pieces) windows.push(new TextEncoder().encode(piece));
  return { lines, offsets, cut: windows.finish() };
}

describe('LineWindows', () => {
  it('gives the same lines however the bytes arrive', () => {
    const text = 'one\ntwo\n\nthree\n';
    const expected = ['one', 'two', '', 'three'];
    expect(collect([text]).lines).toEqual(expected);
    expect(collect([...text]).lines).toEqual(expected);
    expect(collect(['on', 'e\ntw', 'o\n', '\nthree', '\n']).lines).toEqual(expected);
  });

  it('says when the last line has no newline, and gives it all the same', () => {
    expect(collect(['a\nb'])).toMatchObject({ lines: ['a', 'b'], cut: true });
    expect(collect(['a\n'])).toMatchObject({ lines: ['a'], cut: false });
    expect(collect([])).toMatchObject({ lines: [], cut: false });
  });

  it('keeps one byte more of an endless line than allowed, and the place of what follows', () => {
    const { lines, offsets } = collect(['xxxxx', 'xxxxxxxxxx', 'x\nnext\n'], 4);
    expect(lines).toEqual(['xxxxx', 'next']);
    expect(offsets).toEqual([0, 17]);
  });
});
