import { tryCarries } from './carried.ts';

/** Below this share, the test prints the list of misses. */
const minShare = 0.99;

test.each(['small-go1.26-debug2', 'small-go1.26-debug1', 'crash-panic-traceback-all-go1.26'])(
  'the first lines of %s give the same groups, whatever carries them',
  (recording) => {
    const { tried, share, misses } = tryCarries(recording, 90);
    expect(share < minShare ? misses : []).toEqual([]);
    expect(tried).toBeGreaterThan(100);
  },
);
