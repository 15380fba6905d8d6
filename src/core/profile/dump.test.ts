import type { GoroutineSeen } from './options.ts';
import { createProfileReader, readProfiles } from './reader.ts';
import { issueCodes, profileOf, profilesOf, readText, show } from './testing/read.ts';

// Go 1.26.8, /debug/pprof/goroutine?debug=2.
const twoSenders = `goroutine 18 [chan send]:
main.main.func1()
	/src/shop/main.go:58 +0x1d
created by main.main in goroutine 1
	/src/shop/main.go:58 +0x2c5

goroutine 33 [chan send, 3 minutes]:
main.main.func1()
	/src/shop/main.go:58 +0x1d
created by main.main in goroutine 1
	/src/shop/main.go:58 +0x2c5
`;

const mutex = `goroutine 11 [sync.Mutex.Lock]:
internal/sync.runtime_SemacquireMutex(0x0?, 0x0?, 0x0?)
	/usr/local/go/src/runtime/sema.go:95 +0x25
internal/sync.(*Mutex).Lock(...)
	/usr/local/go/src/internal/sync/mutex.go:70
main.(*Box[...]).Take(0xc000012345, {0x1, 0x2}, ...)
	/src/shop/main.go:28
created by main.main in goroutine 7
	/src/shop/main.go:70 +0x3ac
`;

const shownMutex =
  '1 sync.Mutex.Lock: internal/sync.runtime_SemacquireMutex sema.go:95 < internal/sync.(*Mutex).Lock mutex.go:70 < ' +
  'main.(*Box[...]).Take main.go:28 < by main.main main.go:70';

describe('a debug=2 dump', () => {
  it('folds goroutines of one stack, status and creator into an entry', () => {
    const profile = profileOf(`${twoSenders}\n${mutex}`);
    expect(show(profile)).toEqual(['2 chan send: main.main.func1 main.go:58 < by main.main main.go:58', shownMutex]);
    expect(profile).toMatchObject({
      format: 'debug=2',
      goroutines: 3,
      parsed: 3,
      unparsed: 0,
      truncated: false,
      issues: [],
    });
  });

  it('keeps facts that only headers have', () => {
    const [senders, locker] = profileOf(`${twoSenders}\n${mutex}`).entries;
    expect(senders?.header).toMatchObject({
      waits: [
        [0, 1],
        [3, 1],
      ],
      firstId: 18,
      lastId: 33,
      sampleIds: [18, 33],
      lockedToThread: 0,
    });
    expect(senders?.header?.creator).toEqual({
      function: 'main.main',
      file: '/src/shop/main.go',
      line: 58,
      startLine: 0,
      goroutine: 1,
    });
    expect(locker?.header?.creator?.goroutine).toBe(7);
  });

  it('names no creating goroutine where goroutines of several share an entry', () => {
    const other = twoSenders.replace('in goroutine 1\n', 'in goroutine 9\n');
    expect(profileOf(other).entries[0]?.header?.creator?.goroutine).toBeUndefined();
  });

  it('interns frames', () => {
    const [a, b] = profileOf(twoSenders.replace('[chan send]', '[select]')).entries;
    expect(a?.frames[0]).toBe(b?.frames[0]);
  });

  it('passes every goroutine to a callback', () => {
    const seen: GoroutineSeen[] = [];
    profileOf(`${twoSenders}\n${mutex}`, { onGoroutine: (goroutine) => seen.push(goroutine) });
    expect(
      seen.map(({ id, waitMinutes, creatorGoroutine, entry }) => [id, waitMinutes, creatorGoroutine, entry]),
    ).toEqual([
      [18, 0, 1, 0],
      [33, 3, 1, 0],
      [11, 0, 7, 1],
    ]);
  });

  it('reads creators of before Go 1.21', () => {
    const creator = profileOf(twoSenders.replaceAll(' in goroutine 1', '')).entries[0]?.header?.creator;
    expect(creator).toMatchObject({ function: 'main.main', goroutine: undefined });
  });

  it('counts leaked goroutines apart within their entry, and knows a leak profile by who writes it', () => {
    // Go 1.27.4, pprof.Lookup("goroutineleak").WriteTo(w, 2).
    const writer = `goroutine 1 [running]:
runtime/pprof.writeGoroutineLeak({0xa7d0a0, 0x16214fb74360}, 0x2)
	/usr/local/go/src/runtime/pprof/pprof.go:803 +0xa8
main.main()
	/src/leak/main.go:24 +0xd1
`;
    const profile = profileOf(`${writer}\n${twoSenders.replace('[chan send]', '[chan send (leaked)]')}`);
    expect(profile.kind).toBe('goroutineleak');
    expect(profile.entries.map(({ count, leaked }) => [count, leaked])).toEqual([
      [1, 0],
      [2, 1],
    ]);
  });

  it('tells labels apart, and drops those that are not kept before it does', () => {
    const labelled = twoSenders
      .replace('[chan send]:', '[chan send] {user: a}:')
      .replace('3 minutes]:', '3 minutes] {user: b}:');
    expect(profileOf(labelled).entries.map(({ labels }) => labels)).toEqual([{ user: 'a' }, { user: 'b' }]);
    expect(profileOf(labelled, { labelKeys: [] }).entries.map(({ count, labels }) => [count, labels])).toEqual([
      [2, {}],
    ]);
  });

  it('reads the header of GOTRACEBACK=system with its frame pointers', () => {
    const text = `goroutine 1 gp=0xdebd66341e0 m=nil [sleep]:
time.Sleep(0x34630b8a000)
	/usr/local/go/src/runtime/time.go:363 +0x165 fp=0xdebd669ef00 sp=0xdebd669eea8 pc=0x47c285
runtime.goexit({})
	/usr/local/go/src/runtime/asm_amd64.s:1771 +0x1 fp=0xdebd669efe8 sp=0xdebd669efe0 pc=0x47f5a1
rax    0xca
r8     0x0

goroutine 6 gp=0xc000 m=0 mp=0x585180 [running]:
main.main.func1()
	/src/shop/main.go:1 +0x1 fp=0xdebd666a7e0 sp=0xdebd666a7d8 pc=0x49e5a1
`;
    const profile = profileOf(text);
    expect(show(profile)).toEqual([
      '1 sleep: time.Sleep time.go:363 < runtime.goexit asm_amd64.s:1771',
      '1 running: main.main.func1 main.go:1',
    ]);
    expect(profile.issues).toEqual([]);
  });

  it('counts a goroutine once that GOTRACEBACK=crash lists again with its thread', () => {
    // Go 1.26.8 with cgo, kill -QUIT: goroutine 19 sits in C on thread 4.
    const other = `goroutine 19 gp=0x3a1b2f5805a0 m=4 mp=0x3a1b2f4e7808 [syscall]:
runtime.cgocall(0x486da0, 0x2a7f40136fd0)
	/usr/local/go/src/runtime/cgocall.go:167 +0x4b fp=0x2a7f40136fa8 sp=0x2a7f40136f70 pc=0x47732b
`;
    const unavailable = `goroutine 20 gp=0x3a1b2f5805a0 m=5 mp=0x3a1b2f4e7808 [running]:
	goroutine running on other thread; stack unavailable
`;
    const later = `goroutine 20 gp=0x3a1b2f5805a0 m=5 mp=0x3a1b2f4e7808 [running]:
main.spin()
	/src/shop/main.go:9 +0x1 fp=0x2a7f40136fa8 sp=0x2a7f40136f70 pc=0x47732b
`;
    const profile = profileOf(
      `SIGQUIT: quit\nPC=0x1 m=0 sigcode=0\n\n${other}\n${unavailable}\n-----\n\nSIGQUIT: quit\nPC=0x2 m=4 sigcode=0\n\n${other}\n-----\n\n${later}`,
    );
    expect(show(profile)).toEqual(['1 syscall: runtime.cgocall cgocall.go:167', '1 running: main.spin main.go:9']);
    expect(issueCodes(profile)).toEqual(['listed_twice 1']);
  });

  it('keeps a goroutine whose stack the runtime could not get', () => {
    const text = `goroutine 20 [running]:
	goroutine running on other thread; stack unavailable
created by main.main in goroutine 1
	/src/shop/main.go:9 +0x1
`;
    expect(show(profileOf(`${text}\n${twoSenders}`))).toEqual([
      '2 chan send: main.main.func1 main.go:58 < by main.main main.go:58',
      '1 running: by main.main main.go:9',
    ]);
  });

  it.each([
    ['...101 frames elided...', 101],
    ['...additional frames elided...', -1],
  ])('counts the frames of %s', (line, elided) => {
    const text = mutex.replace('main.(*Box', `${line}\nmain.(*Box`);
    const [entry] = profileOf(text).entries;
    expect(entry).toMatchObject({ elidedFrames: elided });
    expect(entry?.frames).toHaveLength(3);
  });

  it('says that it does not keep the stacks of ancestors', () => {
    // Go 1.26.8 under GODEBUG=tracebackancestors=5.
    const text = `${mutex}[originating from goroutine 7]:
main.main(...)
	/src/shop/main.go:70 +0x3ac
created by main.start
	/src/shop/main.go:3 +0x1

`;
    const profile = profileOf(text + twoSenders);
    expect(show(profile)[0]).toBe(shownMutex);
    expect(profile.parsed).toBe(3);
    expect(issueCodes(profile)).toEqual(['ancestors_skipped 1']);
  });

  it('reads frames of C: by address alone, by name, and with nothing known', () => {
    const text = `goroutine 5 [syscall]:
non-Go function at pc=0x46f1a1
nanosleep
	/build/glibc/sysdeps/nanosleep.c:26 pc=0x7f75ae88a545
non-Go function
	pc=0x7f75ae88a545
main._Cfunc_nap()
	_cgo_gotypes.go:46 +0x3a
`;
    const profile = profileOf(text);
    expect(profile.entries[0]?.frames.map((frame) => `${frame.function} ${frame.file}:${frame.line}`)).toEqual([
      'non-Go function :0',
      'nanosleep /build/glibc/sysdeps/nanosleep.c:26',
      'non-Go function :0',
      'main._Cfunc_nap _cgo_gotypes.go:46',
    ]);
    expect(profile.issues).toEqual([]);
  });

  it.each([
    ['\tC:/Users/a b/x.go:12 +0x1d', 'C:/Users/a b/x.go', 12],
    ['\tm@v1.2.3/f.go:7', 'm@v1.2.3/f.go', 7],
    ['\t<autogenerated>:1 +0x5', '<autogenerated>', 1],
    ['\t?:0 +0x5', '', 0],
    ['\t/a:12/b c+0x1/x.go:5 +0x5', '/a:12/b c+0x1/x.go', 5],
    ['/lost/its/tab.go:5 +0x5', '/lost/its/tab.go', 5],
    ['    /has/spaces.go:5 +0x5', '/has/spaces.go', 5],
  ])('finds file and line in %j', (location, file, line) => {
    const profile = profileOf(`goroutine 1 [select]:\nmain.f(0x1)\n${location}\n`);
    expect(profile.entries[0]?.frames).toEqual([{ function: 'main.f', file, line, startLine: 0 }]);
  });

  it.each([
    'main.(*T[...]).M',
    'main.T.M-fm',
    'main.main.func1.2.gowrap3',
    'glob..func1',
    'gopkg.in/yaml%2ev3.(*decoder).unmarshal',
    'main.F[func(int) (string, error)]',
    'main.\u202egnorw\u0007',
    'panic',
  ])('finds the name %s', (name) => {
    const profile = profileOf(`goroutine 1 [select]:\n${name}({0x1, 0x2?}, 0x0)\n\t/x.go:1 +0x1\n`);
    expect(profile.entries[0]?.frames[0]?.function).toBe(name);
  });
});

describe('a dump that was copied, converted or logged', () => {
  const text = `${twoSenders}\n${mutex}`;
  const expected = show(profileOf(text));

  it.each([
    ['CRLF', text.replaceAll('\n', '\r\n')],
    ['a byte order mark', `\ufeff${text}`],
    ['tabs turned into spaces', text.replaceAll('\t', '    ')],
    ['tabs lost', text.replaceAll('\t', '')],
    ['blanks at line ends', text.replaceAll('\n', ' \n')],
    ['an indentation', text.replace(/^/gm, '        ')],
    ['a blank line behind every line', text.replaceAll('\n', '\n\n')],
    ['no newline at the end', text.trimEnd()],
    ['HTTP headers', `HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${text}`],
    ['a panic before it', `panic: boom: f(x)\n\t/not/a/frame.go:1\n\n${text}exit status 2\n`],
    ['a prefix of docker compose', text.replace(/^/gm, 'app-1  | ')],
    ['kubectl timestamps', text.replace(/^/gm, () => '2026-11-21T07:53:06.123456789Z ')],
    ['a journal', text.replace(/^/gm, 'Nov 21 07:53:06 host app[123]: ')],
    ['a prefix stripped from blank lines', text.replace(/^/gm, 'app-1 | ').replace(/^app-1 \| $/gm, 'app-1 |')],
  ])('reads the same with %s', (_, changed) => {
    const profile = profileOf(changed);
    expect(show(profile)).toEqual(expected);
    expect(profile.parsed).toBe(3);
  });

  it('reads UTF-16, as PowerShell redirects it', () => {
    const utf16 = Uint8Array.from([
      0xff,
      0xfe,
      ...[...text].flatMap((char) => [char.charCodeAt(0) & 255, char.charCodeAt(0) >> 8]),
    ]);
    const lines = new TextDecoder('utf-16le').decode(utf16);
    expect(show(profileOf(lines))).toEqual(expected);
  });

  it('loses neither goroutine nor frame to lines that do not belong', () => {
    const profile = profileOf(
      text.replace('\t/src/shop/main.go:58', '2026/11/21 a line of the log\n\t/src/shop/main.go:58'),
    );
    expect(show(profile)).toEqual(expected);
    expect(profile.issues).toEqual([
      {
        code: 'unread_line',
        message: 'A line inside a goroutine is none that the Go runtime writes: “2026/11/21 a line of the log”',
        line: 3,
        times: 1,
      },
    ]);
  });

  it('counts lines of a log around it, with the first place', () => {
    const profile = profileOf(`${text}\nserver stopped\nbye\n`);
    expect(profile.issues).toEqual([
      { code: 'outside_lines', message: 'Lines outside of any goroutine are not part of a dump.', line: 23, times: 2 },
    ]);
  });

  it('reads several dumps as several profiles', () => {
    const later = text.replace('3 minutes', '4 minutes');
    expect(profilesOf(`${text}\n${later}`).map(({ parsed }) => parsed)).toEqual([3, 3]);
    expect(
      profilesOf(`${text}\nSIGQUIT: quit\nPC=0x1 m=0 sigcode=0\n\n${mutex.replace('11', '12')}`).map(
        ({ parsed }) => parsed,
      ),
    ).toEqual([3, 1]);
  });

  it('reads a dump once that a logger wrote into two fields of its record, and says so', () => {
    for (const twice of [`${text}\n${text}`, `${JSON.stringify({ msg: text, error: text })}\n`]) {
      const profile = profileOf(twice);
      expect(profile.parsed).toBe(3);
      expect(issueCodes(profile)).toContain('same_dump 1');
    }
  });

  it('reads no more of a text that repeats one dump for ever, and says so', () => {
    const profile = profileOf('goroutine 1 [select]:\nmain.leak()\n\t/src/main.go:10 +0x1\n\n'.repeat(1_005));
    expect(issueCodes(profile)).toEqual(expect.arrayContaining(['same_dump 999', 'more_profiles 1']));
  });

  it('reads equal dumps of different times as two', () => {
    const log = ['03:04:05', '03:05:05'].map((time) => text.replace(/^/gm, `2026-01-02T${time}Z `)).join('\n');
    expect(profilesOf(log)).toHaveLength(2);
  });

  it("does not take the goroutines in a panic's text for real ones", () => {
    // Go 1.26.8; since 1.23 the lines of a panic's value are indented.
    const panic = 'panic: first line\n\t\n\tgoroutine 99 [running]:\n\tmain.fake()\n\t\t/fake.go:1 +0x1\n\t\n\n';
    expect(show(profileOf(panic + mutex))).toEqual([shownMutex]);
  });

  it('reads the timeout of a test', () => {
    // Go 1.20.14, go test -timeout 1s.
    const log = `panic: test timed out after 1s\nrunning tests:\n\tTestHangs (1s)\n\n${mutex}FAIL\texample.com/t\t1.004s\n`;
    expect(show(profileOf(log))).toEqual([shownMutex]);
    expect(profileOf(log).issues).toEqual([]);
  });

  it('reads what goleak prints into the log of a test', () => {
    // go.uber.org/goleak v1.3.0, Go 1.26.8.
    const log = `--- FAIL: TestLeak (0.45s)
    t_test.go:13: found unexpected goroutines:
        [Goroutine 20 in state select (no cases), with example.com/t.leak.func1 on top of the stack:
        example.com/t.leak.func1()
        	/src/t/t_test.go:11 +0xf
        created by example.com/t.leak in goroutine 19
        	/src/t/t_test.go:11 +0x1a
         Goroutine 21 in state chan receive, 2 minutes, with example.com/t.leak.func2 on top of the stack:
        goroutine 21 [chan receive, 2 minutes]:
        example.com/t.leak.func2()
        	/src/t/t_test.go:11 +0x25
        created by example.com/t.leak in goroutine 19
        	/src/t/t_test.go:11 +0x26
        ]
FAIL
FAIL	example.com/t	0.457s
`;
    const profile = profileOf(log);
    expect(show(profile)).toEqual([
      '1 select (no cases): example.com/t.leak.func1 t_test.go:11 < by example.com/t.leak t_test.go:11',
      '1 chan receive: example.com/t.leak.func2 t_test.go:11 < by example.com/t.leak t_test.go:11',
    ]);
    expect(profile.entries[1]?.header?.waits).toEqual([[2, 1]]);
    expect(profile.issues).toEqual([]);
  });
});

describe('a dump that is not whole', () => {
  it.each([
    ['inside a call', twoSenders.slice(0, twoSenders.lastIndexOf('func1()') + 3)],
    ['behind a call', twoSenders.slice(0, twoSenders.lastIndexOf('func1()') + 8)],
    ['inside a location', twoSenders.slice(0, twoSenders.lastIndexOf('main.go:58 +') - 3)],
    ['behind a line number', twoSenders.slice(0, twoSenders.lastIndexOf(' +'))],
    ['behind a header', twoSenders.slice(0, twoSenders.indexOf('3 minutes]:') + 12)],
  ])('leaves out and counts the goroutine that is cut %s', (_, text) => {
    const profile = profileOf(text);
    expect(profile).toMatchObject({ goroutines: 2, parsed: 1, unparsed: 1, truncated: true });
    expect(issueCodes(profile)).toContain('truncated 1');
  });

  it('knows the 64 MiB at which the runtime cuts its own dumps', () => {
    const block = new TextEncoder().encode(`${twoSenders.replaceAll('18', '7').replaceAll('33', '8')}\n`);
    const bytes = new Uint8Array(64 * 1024 * 1024).fill(32);
    bytes.set(new TextEncoder().encode(mutex));
    bytes.set(block, bytes.length - block.length);
    bytes[mutex.length] = 10;
    bytes[bytes.length - block.length - 1] = 10;
    const profile = profileOf(new TextDecoder().decode(bytes));
    expect(profile.truncated).toBe(true);
    expect(profile.issues.map(({ code }) => code)).toContain('truncated');
  });

  it('names a race report', () => {
    // Go 1.26.8, go test -race.
    const report = `==================
WARNING: DATA RACE
Read at 0x00c00009e1d8 by goroutine 9:
  example.com/t.TestRace.func1()
      /src/t/t_test.go:27 +0x33

Goroutine 9 (running) created at:
  example.com/t.TestRace()
      /src/t/t_test.go:27 +0xf9
==================
`;
    expect(readText(report)).toMatchObject({ outcome: 'unrecognised', looksLike: 'race report' });
  });
});

describe('the bounds of a dump', () => {
  const dump = Array.from(
    { length: 30 },
    (_, i) => `goroutine ${i + 1} [select]:\nmain.f${i % 10}()\n\t/x.go:${i % 10} +0x1\n`,
  ).join('\n');

  it('counts goroutines beyond groupsPerProfile without their stacks, and says how many', () => {
    const profile = profileOf(dump, { bounds: { groupsPerProfile: 4 } });
    expect(profile.parsed).toBe(30);
    expect(profile.entries.map(({ count, folded }) => [count, folded])).toEqual([
      [3, undefined],
      [3, undefined],
      [3, undefined],
      [3, undefined],
      [18, true],
    ]);
    expect(issueCodes(profile)).toEqual(['groups_folded 18']);
  });

  it.each([{ stackText: 400 }, { stackNodes: 6 }])('does the same beyond %j', (bounds) => {
    const profile = profileOf(dump, { bounds });
    expect(profile.parsed).toBe(30);
    expect(profile.entries.reduce((sum, { count }) => sum + count, 0)).toBe(30);
    expect(profile.entries.filter(({ folded }) => folded)).toHaveLength(1);
  });

  it('keeps both ends of a stack deeper than framesPerStack', () => {
    const frames = Array.from({ length: 12 }, (_, i) => `main.f${i}()\n\t/x.go:${i + 1} +0x1\n`).join('');
    const text = `goroutine 1 [select]:\n${frames}created by main.main in goroutine 1\n\t/x.go:99 +0x1\n`;
    const profile = profileOf(text, { bounds: { framesPerStack: 4 } });
    expect(show(profile)).toEqual([
      '1 select: main.f0 x.go:1 < main.f1 x.go:2 < main.f10 x.go:11 < main.f11 x.go:12 < elided 8 < by main.main x.go:99',
    ]);
    expect(issueCodes(profile)).toEqual(['frames_cut 1']);
  });

  it('goes on behind a line longer than allowed', () => {
    const profile = profileOf(twoSenders.replace('func1()', `func1(${'0x1, '.repeat(100)}0x2)`), {
      bounds: { line: 200 },
    });
    expect(profile.parsed).toBe(2);
    expect(issueCodes(profile)).toContain('line_too_long 1');
  });

  it('finds counts glued to a creator, however the bytes arrive', () => {
    const text =
      'goroutine 1 [select]:\nmain.f()\n\t/x.go:1 +0x1\ncreated by maingoroutine profile: total 3\n\t/x.go:2\n';
    const bytes = new TextEncoder().encode(text);
    const reader = createProfileReader();
    for (const byte of bytes) reader.push(Uint8Array.of(byte));
    const whole = readProfiles(bytes);
    expect(reader.finish()).toEqual(whole);
    expect(whole.outcome === 'read' && whole.profiles.map(({ format }) => format)).toEqual(['debug=2', 'debug=1']);
  });
});

describe('the text around a dump', () => {
  const one = 'goroutine 1 [chan receive]:\nmain.main()\n\t/src/main.go:9 +0x11\n';

  it.each([
    [
      'fatal error: all goroutines are asleep - deadlock!',
      { is: 'fatal error', message: 'all goroutines are asleep - deadlock!' },
    ],
    ['fatal error: concurrent map writes', { is: 'fatal error', message: 'concurrent map writes' }],
    [
      'panic: assignment to entry in nil map',
      { is: 'panic', value: 'assignment to entry in nil map', recovered: false },
    ],
    ['panic: x [recovered]\n\tpanic: x', { is: 'panic', value: 'x', recovered: true }],
    ['panic: x [recovered, repanicked]', { is: 'panic', value: 'x', recovered: false }],
    ['SIGQUIT: quit\nPC=0x46f2a1 m=0 sigcode=0', { is: 'signal', name: 'SIGQUIT' }],
    [
      'runtime: program exceeds 10000-thread limit\nfatal error: thread exhaustion',
      { is: 'thread limit', threads: 10000 },
    ],
    ['    a_test.go:13: found unexpected goroutines:', { is: 'leak check', tool: 'goleak' }],
    ['  Expected not to leak 1 goroutines:', { is: 'leak check', tool: 'gleak' }],
    ['POTENTIAL DEADLOCK:', { is: 'lock report', tool: 'go-deadlock' }],
  ])('says why it was written: %s', (words, reason) => {
    expect(profileOf(`${words}\n\n${one}`).context?.reasons).toContainEqual(reason);
  });

  it.each(['', '\t'])('names the tests that ran when their time was over, indented by %j', (indent) => {
    const text = `panic: test timed out after 1s\n${indent}running tests:\n${indent}\tTestPush (1s)\n${indent}\tTestPop (0s)\n\n${one}`;
    const tests = [
      { name: 'TestPush', ran: '1s' },
      { name: 'TestPop', ran: '0s' },
    ];
    expect(profileOf(text).context?.reasons).toEqual([{ is: 'test timeout', after: '1s', tests }]);
  });

  it('tells a whole dump from an excerpt', () => {
    const running = 'goroutine 7 [running]:\nmain.dump()\n\t/src/main.go:3 +0x1\n';
    const extentOf = (text: string) => profileOf(text).context?.extent;
    expect(extentOf(one)).toBe('excerpt');
    expect(extentOf(`${running}\n${one}`)).toBe('whole');
    expect(extentOf(`fatal error: all goroutines are asleep - deadlock!\n\n${one}`)).toBe('whole');
    expect(extentOf(`panic: x\n\n${running}`)).toBe('excerpt');
    expect(extentOf(`found unexpected goroutines:\n${running}\n${one}`)).toBe('excerpt');
  });

  it('belongs to the dump behind it, not to the one before', () => {
    const [first, second] = profilesOf(
      `${one}\npanic: late\n\ngoroutine 1 [running]:\nmain.g()\n\t/src/main.go:2 +0x1\n`,
    );
    expect(first?.context?.reasons).toEqual([]);
    expect(second?.context?.reasons).toEqual([{ is: 'panic', value: 'late', recovered: false }]);
  });
});

describe('a report of go-deadlock', () => {
  const report = `2026/01/02 03:04:05 started
POTENTIAL DEADLOCK:
Previous place where the lock was grabbed
goroutine 21 lock 0xc0000b2000
main.go:31 main.(*Store).Put { s.mu.Lock() } <<<<<
main.go:12 main.main.func1 { st.Put() }

Have been trying to lock it again for more than 30s
goroutine 22 lock 0xc0000b2000
main.go:44 main.(*Store).Get { s.mu.Lock() } <<<<<
main.go:14 main.main.func2 { st.Get() }

Here is what goroutine 21 doing now
goroutine 21 [sleep]:
time.Sleep(0x3b9aca00)
\t/usr/local/go/src/runtime/time.go:363 +0x11d
main.(*Store).Put(0xc0000b2000)
\t/src/main.go:33 +0x55
created by main.main in goroutine 1
\t/src/main.go:12 +0x99


Other goroutines holding locks:
goroutine 30 lock 0xc0000b2040
main.go:61 main.(*Cache).Fill { c.mu.Lock() } <<<<<

All current goroutines:
goroutine 22 [running]:
github.com/sasha-s/go-deadlock.stacks()
\t/go/pkg/mod/github.com/sasha-s/go-deadlock@v0.3.5/stacktraces.go:100 +0x85
main.(*Store).Get(0xc0000b2000)
\t/src/main.go:44 +0x44
created by main.main in goroutine 1
\t/src/main.go:14 +0xaa

goroutine 1 [chan receive]:
main.main()
\t/src/main.go:20 +0x11

goroutine 21 [sleep]:
time.Sleep(0x3b9aca00)
\t/usr/local/go/src/runtime/time.go:363 +0x11d
main.(*Store).Put(0xc0000b2000)
\t/src/main.go:33 +0x55
created by main.main in goroutine 1
\t/src/main.go:12 +0x99

`;
  const stacks = [
    '1 sleep: time.Sleep time.go:363 < main.(*Store).Put main.go:33 < by main.main main.go:12',
    '1 running: github.com/sasha-s/go-deadlock.stacks stacktraces.go:100 < main.(*Store).Get main.go:44 < by main.main main.go:14',
    '1 chan receive: main.main main.go:20',
  ];

  it('is one dump, each goroutine once, without the lines that name locks', () => {
    const profile = profileOf(report);
    expect(show(profile)).toEqual(stacks);
    expect(profile.context?.reasons).toEqual([{ is: 'lock report', tool: 'go-deadlock' }]);
    expect(issueCodes(profile)).not.toContainEqual(expect.stringContaining('unread_line'));
  });

  it('ends where the next one begins', () => {
    const next = report.replaceAll('goroutine 22', 'goroutine 23');
    expect(profilesOf(report + next).map(show)).toEqual([stacks, stacks]);
  });
});

describe('a dump that was cut or broken', () => {
  it('keeps its only goroutine when it ends inside of it', () => {
    const profile = profileOf('goroutine 27 [running]:\nruntime.systemstack_switch()\n');
    expect(show(profile)).toEqual(['1 running: runtime.systemstack_switch :0 < elided -1']);
    expect(profile).toMatchObject({ truncated: true, parsed: 1, unparsed: 0 });
  });

  it.each(['90 pc=0x3d308', 'ore).push(0xc000010000)', '|A main.main()'])('makes no function of %s', (line) => {
    const profile = profileOf(
      `goroutine 1 [running]:\nmain.run(0x1)\n\t/src/main.go:9 +0x5c\n${line}\n\t/src/main.go:4 +0x4\n`,
    );
    expect(show(profile)).toEqual(['1 running: main.run main.go:9']);
    expect(profile.issues[0]).toMatchObject({ code: 'unread_line', line: 4 });
    expect(profile.issues[0]?.message).toContain(line);
  });

  it('reads a frame with its place on one line, as gleak writes it', () => {
    const text =
      'goroutine 20 [chan receive]\n    shop.(*Store).push(0xc0) at shop/store.go:41\n    created by shop.New at shop/store.go:20\n';
    expect(show(profileOf(text))).toEqual(['1 chan receive: shop.(*Store).push store.go:41 < by shop.New store.go:20']);
  });

  it('counts a goroutine once that panics again, and a program twice that was started again', () => {
    const stack = (name: string) =>
      `goroutine 7 [running]:\nmain.${name}()\n\t/a.go:5 +0x1\npanic(0x1, 0x2)\n\t/p.go:9 +0x1\n`;
    for (const words of ['panic: x [recovered]\n\tpanic: x', 'panic: x [recovered, repanicked]']) {
      const again = profileOf(`Observed a panic: x\n${stack('log')}${words}\n\n${stack('handle')}`);
      expect(show(again)).toEqual(['1 running: main.log a.go:5 < panic p.go:9']);
      expect(issueCodes(again)).toEqual(['listed_twice 1']);
    }
    expect(profilesOf(`panic: x\n\n${stack('run')}\npanic: x\n\n${stack('run')}`)).toHaveLength(2);
  });

  it('counts goroutines that a tool has joined under one header', () => {
    const profile = profileOf(
      'goroutine 461 [semacquire, 14 minutes]: 820 times: [461, 462]\nmain.f(0x1)\n\t/a.go:3 +0x1\n',
    );
    expect(show(profile)).toEqual(['820 semacquire: main.f a.go:3']);
    expect(profile.entries[0]?.header?.waits).toEqual([[14, 820]]);
  });

  it('ends at a line that says so', () => {
    const dump = (id: number, name: string) =>
      `=== BEGIN goroutine stack dump ===\ngoroutine ${id} [running]:\nmain.${name}()\n\t/a.go:5 +0x1\n=== END goroutine stack dump ===\n`;
    expect(profilesOf(`${dump(1, 'client')}... an hour later ...\n${dump(37, 'daemon')}`).map(show)).toEqual([
      ['1 running: main.client a.go:5'],
      ['1 running: main.daemon a.go:5'],
    ]);
  });
});

test('says that frames stand outside of any goroutine, behind a page break or in front of the first header', () => {
  const half = 'main.g()\n\t/src/a.go:7 +0x1\n\n';
  const whole = 'goroutine 1 [select]:\nmain.f()\n\t/src/a.go:3 +0x1\n\n';
  const later = whole.replace('1', '2');
  for (const text of [half + whole + later, `${whole}Page 1 of 9\n${half}${later}`, `${whole}Page 1 of 9\n${half}`]) {
    expect(issueCodes(profileOf(text))).toContain('unread_line 1');
  }
  expect(issueCodes(profileOf(whole + later))).toEqual([]);
});

test('says that a goroutine has a header and no frames, where text follows it', () => {
  const whole = 'goroutine 1 [select]:\nmain.f()\n\t/src/a.go:3 +0x1\n\n';
  const bare = 'goroutine 2 [chan send]:\n';
  for (const behind of ['exit status 2\n', whole.replace('1', '3')]) {
    const profile = profileOf(whole + bare + behind);
    expect(show(profile)).toContain('1 chan send: ');
    expect(issueCodes(profile)).toEqual(['no_frames 1']);
  }
  expect(issueCodes(profileOf(whole + bare))).toEqual(['truncated 1']);
});

test('says that a call or a creator has no location, and keeps it', () => {
  const profile = profileOf(
    'goroutine 1 [select]:\nmain.f()\nmain.g()\n\t/src/a.go:3 +0x1\ncreated by main.h in goroutine 7\n\nexit status 2\n',
  );
  expect(show(profile)).toEqual(['1 select: main.f :0 < main.g a.go:3 < by main.h :0']);
  expect(issueCodes(profile)).toEqual(['no_location 2']);
  expect(profile.issues[0]!.message).toContain('main.f');
  expect(issueCodes(profileOf('goroutine 1 [select]:\nmain.f()\n'))).toEqual(['truncated 1']);
});
