import { addressesToResolve, resolveStates, resolveStatesByProfile } from './hidden-frames.ts';
import { interpretProfile } from './interpret.ts';
import type { Profile } from '../profile/model.ts';
import { makeEntry, makeProfile } from './testing/stack-notation.ts';

// Rows of a debug=1 profile of Go 1.27.4: the addresses are return addresses, and what debug=0 has at one less.
const goexit = 0x494961n;
const rows = makeProfile('debug=1', [
  makeEntry('main.park.func1', { addresses: [0x48d52an, 0x419bcen, 0x4196f2n, 0x6842bcn, goexit] }),
  makeEntry('main.park.func2', { addresses: [0x48d52an, 0x418c8cn, 0x418897n, 0x6842ffn, goexit] }),
  makeEntry('main.park.func5', { addresses: [0x48d52an, 0x4198f9n, 0x4196f2n, 0x6843bcn, goexit] }),
  makeEntry('main.park.func9', { addresses: [0x48d52an, 0x465fd7n, 0x684516n, goexit] }),
  makeEntry('main.park.func35', { addresses: [0x451f74n, 0x495a8bn, 0x6849a2n, goexit] }),
  makeEntry('time.Sleep < main.park.func12', { addresses: [0x48d52an, 0x491865n, 0x684605n, goexit] }),
]);
const names = new Map([
  [0x48d529n, 'runtime.gopark'],
  [0x419bcdn, 'runtime.chanrecv'],
  [0x4198f8n, 'runtime.chanrecv'],
  [0x4196f1n, 'runtime.chanrecv1'],
  [0x418c8bn, 'runtime.chansend'],
  [0x418896n, 'runtime.chansend1'],
  [0x465fd6n, 'runtime.selectgo'],
  [0x451f73n, 'runtime.asyncPreempt2'],
  [0x495a8an, 'runtime.asyncPreempt'],
]);

function listStates(profile: Profile): string[] {
  return interpretProfile(profile, { ownCode: [], labelKeys: [] }).entries.map(({ stack }) => stack.state);
}

function listFingerprints(profile: Profile): string[] {
  return interpretProfile(profile, { ownCode: [], labelKeys: [] }).entries.map(({ stack }) => stack.fingerprint);
}

describe('debug=1', () => {
  test('says chan or select where it cannot know, and knows parked from running by what another wait shows', () => {
    expect(listStates(rows)).toEqual([
      'chan or select',
      'chan or select',
      'chan or select',
      'chan or select',
      'running',
      'sleep',
    ]);
  });

  test('does not call a wait of the runtime, deeper than any channel, a channel', () => {
    const collect = makeEntry('main.collect', { addresses: [0x48d52an, 1n, 2n, 3n, 4n, 5n, goexit] });
    expect(listStates({ ...rows, entries: [...rows.entries, collect] }).at(-1)).toBe('waiting');
  });

  test('asks for the addresses of hidden frames, each once, and for none where the state is known', () => {
    expect(addressesToResolve(rows)).toEqual([...names.keys()].sort((a, b) => order(a) - order(b)));
    expect(addressesToResolve(makeProfile('debug=1', rows.entries.slice(-1)))).toEqual([]);
    expect(addressesToResolve({ ...rows, format: 'debug=0' })).toEqual([]);
  });

  test('is made whole by names', () => {
    const resolved = resolveStates(rows, names);
    expect(listStates(resolved)).toEqual(['chan receive', 'chan send', 'chan receive', 'select', 'running', 'sleep']);
    expect(listFingerprints(resolved)).toEqual(listFingerprints(rows));
  });

  test('stays honest where the target gives no names', () => {
    expect(resolveStates(rows, new Map())).toBe(rows);
    expect(listStates(resolveStates(rows, new Map([[0x48d529n, 'runtime.gopark']])))).toEqual(listStates(rows));
  });

  test('is made whole by a debug=0 of the same build, nil channels included', () => {
    const debug0 = makeProfile('debug=0', [
      makeEntry('runtime.gopark < runtime.chanrecv@chan.go:667-524 < runtime.chanrecv1 < main.g', {
        addresses: [0x48d529n, 0x419bcdn, 0x4196f1n, 7n],
      }),
      makeEntry('runtime.gopark < runtime.chanrecv@chan.go:536-524 < runtime.chanrecv1 < main.g', {
        addresses: [0x48d529n, 0x4198f8n, 0x4196f1n, 8n],
      }),
      makeEntry('runtime.gopark < runtime.chansend@chan.go:283-176 < runtime.chansend1 < main.g', {
        addresses: [0x48d529n, 0x418c8bn, 0x418896n, 9n],
      }),
      makeEntry('runtime.gopark < runtime.selectgo < main.g', { addresses: [0x48d529n, 0x465fd6n, 10n] }),
    ]);
    expect(listStates(resolveStatesByProfile(rows, debug0))).toEqual([
      'chan receive',
      'chan send',
      'chan receive (nil chan)',
      'select',
      'running',
      'sleep',
    ]);
  });

  test('is made whole where goparkunlock is a frame of its own, as up to Go 1.13', () => {
    const old = makeProfile('debug=1', [
      makeEntry('main.sender', { addresses: [0x430e00n, 0x404ecbn, 0x404ea1n, 0x404c85n, 0x8066b7n, 0x45ebd1n] }),
    ]);
    const debug0 = makeProfile('debug=0', [
      makeEntry('runtime.gopark < runtime.goparkunlock < runtime.chansend < runtime.chansend1 < main.sender', {
        addresses: [0x430dffn, 0x404ecan, 0x404ea0n, 0x404c84n, 0x8066b6n],
      }),
    ]);
    expect(listStates(resolveStatesByProfile(old, debug0))).toEqual(['chan send']);
  });

  test('takes nothing from a debug=0 of another build', () => {
    const other = makeProfile('debug=0', [
      makeEntry('runtime.gopark < runtime.selectgo < main.g', { addresses: [0x58d529n, 0x565fd6n, 10n] }),
    ]);
    expect(listStates(resolveStatesByProfile(rows, other))).toEqual(listStates(rows));
  });
});

/** The order in which the rows need the addresses. */
function order(address: bigint): number {
  return [0x48d529n, 0x419bcdn, 0x4196f1n, 0x418c8bn, 0x418896n, 0x4198f8n, 0x465fd6n, 0x451f73n, 0x495a8an].indexOf(
    address,
  );
}
