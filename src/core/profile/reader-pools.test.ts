import { createProfileReader } from './reader.ts';
import { ReaderPools } from './reader-pools.ts';
import { profileBytes } from './testing/profile-bytes.ts';

test('a profile that is read with the tables of those before has its own samples alone', () => {
  const pools = new ReaderPools();
  const bytes = profileBytes({ samples: [{ values: [3], stack: ['main.leak'] }] });
  const goroutines = Array.from({ length: 3 }, () => {
    const reader = createProfileReader({ pools });
    reader.push(bytes);
    const result = reader.finish();
    return result.outcome === 'read' ? result.profiles[0]?.goroutines : undefined;
  });
  expect(goroutines).toEqual([3, 3, 3]);
});
