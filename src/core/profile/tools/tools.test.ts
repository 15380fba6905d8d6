import { issueCodes, profileOf, show } from '../testing/read.ts';
import { interpretProfile } from '../../stack/interpret.ts';

/** Each with the state that the readers of stacks make of it. */
function shown(text: string): string[] {
  const { entries } = interpretProfile(profileOf(text), { ownCode: [], labelKeys: [] });
  return entries.map(
    ({ entry, stack }) => `${entry.count} ${stack.state} in ${entry.frames.map((each) => each.function).join(' < ')}`,
  );
}

describe('frames without headers', () => {
  const stack =
    'shop.(*Store).push(0xc000010000)\n\t/src/store.go:41 +0x1d\ncreated by shop.New\n\t/src/store.go:20 +0x2a\n';

  it('are goroutines of unknown state', () => {
    const profile = profileOf(`${stack}\n${stack}`);
    expect(show(profile)).toEqual(['2 unknown: shop.(*Store).push store.go:41 < by shop.New store.go:20']);
    expect(profile).toMatchObject({ format: 'stacks', context: { extent: 'excerpt' } });
    expect(issueCodes(profile)).toEqual(['form_limits 1']);
  });

  it('are as many as somebody says', () => {
    const other = stack.replace('push', 'run');
    expect(shown(`3 instances of:\n${stack}1 instances of:\n${other}`)).toEqual([
      '3 unknown in shop.(*Store).push',
      '1 unknown in shop.(*Store).run',
    ]);
  });

  it('are not made of the accesses in a race report', () => {
    expect(() =>
      profileOf(`WARNING: DATA RACE\nWrite at 0x00c0 by goroutine 7:\n  main.f()\n      /a.go:3 +0x1\n`),
    ).toThrow(/unrecognised/);
  });
});

describe("Delve's goroutines", () => {
  const one = 'Goroutine 7 - User: /src/store.go:41 shop.(*Store).push (0x4b5678) [chan send 12m3.5s]';

  it('have a state, a wait and a place', () => {
    const profile = profileOf(
      `  ${one}\n* Goroutine 1 - User: /src/main.go:9 main.main (0x4a1) (thread 99) [select]\n[2 goroutines]\n`,
    );
    expect(show(profile)).toEqual(['1 chan send: shop.(*Store).push store.go:41', '1 select: main.main main.go:9']);
    expect(profile.entries[0]?.header).toMatchObject({ waits: [[12, 1]], firstId: 7 });
  });

  it('have whole stacks with -t', () => {
    const text = `  ${one}\n\t0  0x000000000043a865 in runtime.gopark\n\t   at /go/src/runtime/proc.go:363\n\t1  0x00000000004b5678 in shop.(*Store).push\n\t   at /src/store.go:41\n\t(truncated)\n`;
    expect(show(profileOf(text))).toEqual(['1 chan send: runtime.gopark proc.go:363 < shop.(*Store).push store.go:41']);
  });

  it('are counted as a group when not all of them are listed', () => {
    const text = `/src/store.go:41 shop.(*Store).push:\n\t${one}\n\t...\n\tTotal: 50\n`;
    expect(show(profileOf(text))).toEqual(['50 chan send: shop.(*Store).push store.go:41']);
  });

  it('are one of unknown state in a backtrace', () => {
    const text =
      ' 0  0x000000000043a865 in main.wait\n    at ./wait.go:3\n 1  0x0000000000401000 in main.main\n    at ./main.go:9\n';
    expect(show(profileOf(text))).toEqual(['1 unknown: main.wait wait.go:3 < main.main main.go:9']);
  });
});

describe("gdb's goroutines", () => {
  it('have a state and a function', () => {
    expect(shown('* 1  running  main.main\n  2  waiting  runtime.gopark\n 17  waiting  runtime.gopark\n')).toEqual([
      '1 running in main.main',
      '2 waiting in runtime.gopark',
    ]);
  });

  it('have the state that their frames show in a backtrace', () => {
    const text =
      '#0  runtime.gopark (unlockf={void (int)} 0x0, lock=0xc0) at /go/src/runtime/proc.go:363\n' +
      '#1  0x0000000000404a in runtime.chansend (c=0xc0) at /go/src/runtime/chan.go:259\n' +
      '#2  0x000000000048 in shop.(*Store).push (s=0xc0) at /src/store.go:41\n';
    expect(shown(text)).toEqual(['1 chan send in runtime.gopark < runtime.chansend < shop.(*Store).push']);
  });
});

describe("go tool pprof's text", () => {
  const rule = '-----------+-------------------------------------------------------\n';

  it('has stacks in -traces', () => {
    const text = `File: shop\nType: goroutine\n${rule}        30   runtime.gopark\n             runtime.chansend\n             main.push (inline)\n${rule}         2   runtime.gopark\n             runtime.selectgo\n             main.run\n${rule}`;
    expect(shown(text)).toEqual([
      '30 chan send in runtime.gopark < runtime.chansend < main.push',
      '2 select in runtime.gopark < runtime.selectgo < main.run',
    ]);
  });

  it.each([
    ['-top', ''],
    ['-tree', '                                                30   100% |   main.push\n'],
  ])('has functions alone in %s, and says so', (_, edge) => {
    const heading = '      flat  flat%   sum%        cum   cum%\n';
    const text = `Type: goroutine\nShowing nodes accounting for 40, 100% of 40 total\n${heading}${edge}        38 95.00% 95.00%         38 95.00%  runtime.gopark\n         2  5.00%   100%          2  5.00%  main.run\n         0     0%   100%         30 75.00%  main.push\n`;
    const profile = profileOf(text);
    expect(show(profile)).toEqual(['38 : runtime.gopark :0', '2 unknown: main.run :0']);
    expect(issueCodes(profile)).toEqual(['form_limits 1']);
  });

  it('has everything in -raw', () => {
    const text =
      'PeriodType: goroutine count\nPeriod: 1\nSamples:\ngoroutine/count\n         30: 1 2 \n          1: 3 \nLocations\n' +
      '     1: 0x43a865 M=1 runtime.chansend /go/src/runtime/chan.go:259:0 s=160\n             main.inlined /src/a.go:3:0 s=1\n' +
      '     2: 0x43a867 M=1 main.push /src/a.go:9:0 s=1\n     3: 0x43a868 M=1 main.main /src/a.go:19:0 s=1\nMappings\n1: 0x400000/0x500000/0x0 /bin/shop\n';
    expect(show(profileOf(text))).toEqual([
      '30 : runtime.chansend chan.go:259 < main.inlined a.go:3 < main.push a.go:9',
      '1 unknown: main.main a.go:19',
    ]);
  });

  it('is refused when it counts something else', () => {
    expect(() =>
      profileOf(`File: shop\nType: cpu\n${rule}      30ms   main.f\n             main.main\n${rule}`),
    ).toThrow(/unrecognised/);
  });
});

it('reads folded stacks from the outermost function inwards', () => {
  expect(shown('main.main;main.push;runtime.chansend;runtime.gopark 30\nmain.main;main.run 1\n')).toEqual([
    '30 chan send in runtime.gopark < runtime.chansend < main.push < main.main',
    '1 unknown in main.run < main.main',
  ]);
});

it("reads panicparse's buckets", () => {
  const text =
    '1: running [Created by main.main @ main.go:12]\n    main main.go:40     f(0x1)\n3: chan receive [2~10 minutes] [Created by shop.New @ store.go:20]\n    shop store.go:41 (*Store).push(...)\n';
  expect(show(profileOf(text))).toEqual([
    '1 running: main.f main.go:40 < by main.main main.go:12',
    '3 chan receive: shop.(*Store).push store.go:41 < by shop.New store.go:20',
  ]);
});
