import fc from 'fast-check';
import { readSourceClues } from './source-clues.ts';
import { explainStack } from './explain.ts';
import type { Fingerprint, Stack } from '../stack/model.ts';

function makeStack(line: number, state = 'chan receive'): Stack {
  const raw = { function: 'example.com/app.f', file: '/src/app/f.go', line, startLine: 0 };
  return {
    fingerprint: '0' as Fingerprint,
    state,
    frames: [{ name: raw.function, raw, own: true }],
    ownFrame: 0,
    keyFrame: 0,
    function: raw.function,
    location: `f.go:${line}`,
    main: false,
    profiler: false,
    system: false,
  };
}

/** Reads the clues of one line in a file of that line alone. */
function read(line: string) {
  return readSourceClues(makeStack(1), { source: { text: line, firstLine: 1 } });
}

describe('the source of a wait', () => {
  it.each([
    ['\tv := <-ch', 'plain'],
    ['\tv, ok := <-w.results', 'plain'],
    ['\treturn <-s.answers[id]', 'plain'],
    ['\tfor v := range ch {', 'range'],
    ['\tfor range in { // <-ctx.Done()', 'range'],
    ['\tfor range time.Tick(d) {', 'timer'],
    ['\tfor range w.ticker.C {', 'timer'],
    ['\t<-time.After(time.Second)', 'timer'],
    ['\t<-ctx.Done()', 'context'],
    ['\tcase <-r.Context().Done():', 'context'],
    ['\t<-s.stopCh', 'quit'],
    ['\t<-w.done', 'quit'],
    ['\tcase <-s.Closing():', 'quit'],
  ])('%j receives from: %s', (line, form) => {
    expect(read(line)?.receives).toEqual([form]);
  });

  it.each(['\tout <- v', '\tcase out <- v:', '\tresults[i] <- compute(x)'])('%j sends', (line) => {
    expect(read(line)).toMatchObject({ sends: true, receives: [] });
  });

  it('is not changed by a comment, but by what looks like one inside of a string', () => {
    expect(read('\tv := fetch("http://a") // <-ch')?.receives).toEqual([]);
    expect(read('\tv := open("http://a", <-ch)')?.receives).toEqual(['plain']);
  });

  it('knows a ticker by where it was made', () => {
    const text = 'func f() {\n\tevery := time.Tick(d)\n\tfor {\n\t\t<-every\n\t}\n}';
    expect(readSourceClues(makeStack(4), { source: { text, firstLine: 1 } })).toMatchObject({
      receives: ['timer'],
      loop: true,
    });
  });

  it('reads the cases of its own select, not those of others', () => {
    const text = `func f() {
	for {
		select {
		case <-ctx.Done():
			select {
			case <-w.quit:
			}
		case v := <-in:
			use(v)
		}
		<-other.C
	}
}`;
    const clues = readSourceClues(makeStack(3, 'select'), { source: { text, firstLine: 1 } });
    expect(clues).toMatchObject({ select: true, loop: true });
    expect(clues?.receives).toEqual(['context', 'plain']);
  });

  it('counts lines from where the text begins', () => {
    const source = { text: '\tselect {\n\tcase <-t.C:\n\t}', firstLine: 40 };
    expect(readSourceClues(makeStack(40, 'select'), { source })?.receives).toEqual(['timer']);
    expect(readSourceClues(makeStack(4, 'select'), { source })).toBeUndefined();
  });

  it.each([
    ['g, ctx := errgroup.WithContext(ctx)', false],
    ['g, ctx := errgroup.WithContext(ctx)\n\treturn g.Wait()', true],
    ['wg.Wait()', undefined],
  ])('knows of %j whether the group is waited for: %s', (code, waits) => {
    const text = `func f() {\n\t<-ch\n\t${code}\n}`;
    expect(readSourceClues(makeStack(2), { source: { text, firstLine: 1 } })?.groupWaits).toBe(waits);
  });

  it('may be any text: an answer always comes, with at most four causes', () => {
    const piece = fc.constantFrom(
      '\t',
      '\n',
      'func ',
      'go ',
      '<-',
      ' <- ',
      'ch',
      '{',
      '}',
      'select {',
      'case ',
      'range ',
      'for ',
      '"',
      '`',
      '//',
      '(',
      ')',
      '.Done()',
      'return',
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 60 }),
        fc.nat(20),
        fc.constantFrom('chan send', 'select', 'chan receive', 'chan or select'),
        (pieces, line, state) => {
          const { cause, also } = explainStack(makeStack(line, state), {
            source: { text: pieces.join(''), firstLine: 1 },
          });
          expect(cause).not.toBeNull();
          expect(also.length).toBeLessThan(4);
        },
      ),
      { seed: 20261121, numRuns: 2000 },
    );
  });
});
