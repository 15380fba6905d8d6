import { issueCodes, profileOf, profilesOf, readText, show } from './testing/read.ts';

// Go 1.26.8, /debug/pprof/goroutine?debug=1.
const counts = `goroutine profile: total 9
4 @ 0x485bee 0x418699 0x418492 0x64650e 0x63bcec 0x48d2c1
# labels: {"handler":"/api/x", "weird]key":"a, b \\"q\\"]: {\\n\\té\\x00}"}
#	0x64650d	main.main.func10.1+0x2d	/src/shop/main.go:91
#	0x63bceb	runtime/pprof.Do+0x8b	/usr/local/go/src/runtime/pprof/runtime.go:57

4 @ 0x485bee 0x41896e 0x4184b2 0x646571 0x48d2c1
#	0x646aa9	main.(*Box[...]).Take+0x49	/src/shop/main.go:23
#	0x646570	main.main.func9+0x30		/src/shop/main.go:88

1 @ 0x494921

`;

const shown = [
  '4 : main.main.func10.1 main.go:91 < runtime/pprof.Do runtime.go:57',
  '4 : main.(*Box[...]).Take main.go:23 < main.main.func9 main.go:88',
  '1 : ',
];

describe('a debug=1 profile', () => {
  it('reads counts, frames, labels and addresses', () => {
    const profile = profileOf(counts);
    expect(show(profile)).toEqual(shown);
    expect(profile).toMatchObject({
      format: 'debug=1',
      kind: 'goroutine',
      goroutines: 9,
      parsed: 9,
      unparsed: 0,
      truncated: false,
      issues: [],
    });
    expect(profile.entries[0]?.labels).toEqual({ handler: '/api/x', 'weird]key': 'a, b "q"]: {\n\té\x00}' });
    expect(profile.entries[0]?.addresses.slice(0, 2)).toEqual([0x485been, 0x418699n]);
    expect(profile.entries[0]?.header).toBeUndefined();
  });

  it('knows the leak profile, whose goroutines have all leaked', () => {
    const profile = profileOf(counts.replace('goroutine profile', 'goroutineleak profile'));
    expect(profile.kind).toBe('goroutineleak');
    expect(profile.entries.map(({ leaked }) => leaked)).toEqual([4, 4, 1]);
  });

  it.each([
    ['CRLF', counts.replaceAll('\n', '\r\n')],
    ['a byte order mark', `\ufeff${counts}`],
    ['`#` lost and tabs turned into spaces', counts.replaceAll('#\t', '').replaceAll('\t', '   ')],
    ['an indentation', counts.replace(/^/gm, '    ')],
    ['HTTP headers and noise before it', `HTTP/1.1 200 OK\r\nX-A: b\r\n\r\nForwarding from 127.0.0.1:6060\n${counts}`],
    ['a log prefix', counts.replace(/^/gm, '2026-11-21T07:53:06Z app ')],
    ['no blank line at the end', counts.trimEnd()],
  ])('reads the same with %s', (_, text) => {
    const profile = profileOf(text);
    expect(show(profile)).toEqual(shown);
    expect(profile.parsed).toBe(9);
  });

  it('reads one whose heading was lost', () => {
    expect(show(profileOf(counts.slice(counts.indexOf('\n') + 1)))).toEqual(shown);
  });

  it('names a frame without a symbol by its address', () => {
    const profile = profileOf('goroutine profile: total 1\n1 @ 0x1 0x2\n#\t0x486bd7\n\n');
    expect(profile.entries[0]?.frames).toEqual([{ function: '0x486bd7', file: '', line: 0, startLine: 0 }]);
  });

  it('keeps blanks of a path', () => {
    const profile = profileOf('goroutine profile: total 1\n1 @ 0x1\n#\t0x1\tmain.f+0x2\t\tC:/Users/a b/x.go:12\n\n');
    expect(profile.entries[0]?.frames[0]).toMatchObject({ file: 'C:/Users/a b/x.go', line: 12 });
  });

  it('leaves out and counts stacks that are cut off', () => {
    const cut = counts.slice(0, counts.indexOf('main.main.func9'));
    expect(profileOf(cut)).toMatchObject({ goroutines: 9, parsed: 4, unparsed: 5, truncated: true });
  });

  it('counts a last stack whose outermost address has its line, whatever is missing behind it', () => {
    const excerpt =
      'goroutine profile: total 40\n30 @ 0x4100a0 0x4300c1 0x4600d1\n#\t0x4300c0\tshop.(*Store).push+0x20\t/src/store.go:41\n';
    expect(profileOf(excerpt)).toMatchObject({ goroutines: 40, parsed: 30, unparsed: 10, truncated: true });
    expect(profileOf(`${excerpt}and so on`)).toMatchObject({ parsed: 30, unparsed: 10 });
    expect(profileOf(excerpt.replace('0x4600d1', '0x4500c1 0x4500c2 0x4600d1'))).toMatchObject({
      parsed: 0,
      unparsed: 40,
    });
  });

  it('counts lines that it cannot read, with the first place', () => {
    const profile = profileOf(counts.replace('#\t0x63bceb', 'what is this\n#\t0x63bceb'));
    expect(profile.issues).toEqual([
      { code: 'unread_line', message: 'A line is none that a count profile has: “what is this”', line: 5, times: 1 },
    ]);
    expect(show(profile)).toEqual(shown);
  });

  it('folds stacks that differ in labels which are not kept', () => {
    const text = 'goroutine profile: total 3\n2 @ 0x1\n# labels: {"u":"a"}\n\n1 @ 0x1\n# labels: {"u":"b"}\n\n';
    expect(profileOf(text).entries.map(({ count }) => count)).toEqual([2, 1]);
    expect(profileOf(text, { labelKeys: [] }).entries.map(({ count }) => count)).toEqual([3]);
  });

  describe('whose lines stand newest first', () => {
    const stacks = [
      '3 @ 0x10 0x21 0x31 0x91\n#\t0x10\tmain.a+0x1\t/src/a.go:1\n#\t0x20\tmain.b+0x1\t/src/a.go:2\n#\t0x30\tmain.serve+0x1\t/src/a.go:3\n',
      '2 @ 0x40 0x51 0x31 0x91\n#\t0x40\tmain.c+0x1\t/src/a.go:4\n#\t0x50\tmain.d+0x1\t/src/a.go:5\n#\t0x30\tmain.serve+0x1\t/src/a.go:3\n',
      '1 @ 0x60 0x71 0x81 0x91\n#\t0x60\tmain.e+0x1\t/src/a.go:6\n#\t0x70\tmain.f+0x1\t/src/a.go:7\n#\t0x80\tmain.main+0x1\t/src/a.go:8\n',
    ];
    const write = (count: number) =>
      `goroutine profile: total ${[3, 5, 6][count - 1]}\n${stacks.slice(0, count).join('\n')}`;
    const turn = (text: string) => `${text.trimEnd().split('\n').reverse().join('\n')}\n`;
    const inLog = (text: string) => text.replace(/^.*$/gm, '2026-01-02T03:04:05Z app | $&');

    it.each([1, 2, 3])('are refused by name: %i stacks', (count) => {
      const text = write(count);
      expect(readText(text).outcome).toBe('read');
      for (const turned of [turn(text), turn(text.replaceAll('\n\n', '\n')), inLog(turn(text).trimEnd())]) {
        expect(readText(turned)).toMatchObject({ outcome: 'broken', issue: { code: 'newest_first' } });
      }
    });

    it('are refused if the text has only frames in front of their stack', () => {
      const alone = turn(stacks[0]!.trimEnd());
      expect(readText(alone)).toMatchObject({ outcome: 'broken', issue: { code: 'newest_first' } });
    });

    it('are not suspected where no stack follows the frames', () => {
      const profile = profileOf('#\t0x10\tmain.a+0x1\t/src/a.go:1\ngoroutine profile: total 3\n');
      expect(profile).toMatchObject({ goroutines: 3, parsed: 0, truncated: true });
    });

    it('are not read from a text with a dump in it', () => {
      const dump = 'goroutine 1 [select]:\nmain.main()\n\t/src/main.go:9 +0x11\n';
      const [first, second] = profilesOf(`${dump}\n${turn(write(3))}`);
      expect(first?.parsed).toBe(1);
      expect(second).toMatchObject({ parsed: 0, entries: [] });
      expect(second && issueCodes(second)).toEqual(['newest_first 6']);
    });
  });

  it('reads profiles of several forms out of one text', () => {
    const dump = 'goroutine 1 [select]:\nmain.f()\n\t/x.go:1 +0x1\n\n';
    expect(profilesOf(counts + counts + dump + counts).map(({ format, parsed }) => `${format} ${parsed}`)).toEqual([
      'debug=1 9',
      'debug=1 9',
      'debug=2 1',
      'debug=1 9',
    ]);
  });

  describe('between profiles that count something else', () => {
    const threads = 'threadcreate profile: total 2\n2 @ 0x43b8ae\n#\t0x43b8ad\truntime.allocm+0x8d\t/src/proc.go:9\n\n';
    const mutexes = '--- mutex:\ncycles/second=2\n9 6 @ 0x4a\n#\t0x4a\tmain.g+0x1b\t/src/mutex.go:12\n\n';

    it('has its own stacks alone', () => {
      const [profile, ...others] = profilesOf(mutexes + threads + counts + threads + mutexes);
      expect(profile).toMatchObject({ goroutines: 9, parsed: 9, issues: [] });
      expect(others).toEqual([]);
    });

    it.each([
      [threads, 'threadcreate profile'],
      [mutexes, 'contention profile'],
    ])('refuses them by name, also in a log: %j', (text, looksLike) => {
      const logged = text.replace(/^.*$/gm, (line) => JSON.stringify({ log: `${line}\n` }));
      for (const each of [text, logged]) expect(readText(each)).toMatchObject({ outcome: 'unrecognised', looksLike });
    });
  });

  it('counts frames in front of the first stack, which belong to one whose first line is missing', () => {
    const profile = profileOf(counts.split('\n').slice(3).join('\n'));
    expect(profile.issues.filter(({ code }) => code === 'unread_line')).toHaveLength(1);
  });

  it('reads no more profiles out of one text than fit into memory, and says so', () => {
    const dump = (minutes: number) => `goroutine 1 [select, ${minutes} minutes]:\nmain.f()\n\t/x.go:1 +0x1\n\n`;
    const profiles = profilesOf(Array.from({ length: 1005 }, (_, index) => dump(index + 1)).join(''));
    expect(profiles).toHaveLength(1000);
    expect(profiles.at(-1)?.issues).toMatchObject([{ code: 'more_profiles', line: 4001 }]);
  });

  it('keeps within the bounds and says so', () => {
    const profile = profileOf(counts, { bounds: { groupsPerProfile: 1, framesPerStack: 1 } });
    expect(profile.entries.map(({ count, folded }) => [count, folded])).toEqual([
      [4, undefined],
      [5, true],
    ]);
    expect(issueCodes(profile)).toEqual(['groups_folded 2']);
  });
});
