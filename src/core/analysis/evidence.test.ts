import { describeEvidence } from './evidence.ts';
import type { Group } from './model.ts';

const evidence = (facts: Partial<Group>) =>
  describeEvidence({ count: 1, leaked: 0, proven: 0, crowd: 0, state: 'chan send', ...facts } as Group);

describe('the evidence of one profile', () => {
  test('is empty without a sign of a leak', () => {
    expect(evidence({ count: 9_999, crowd: 9_999 })).toEqual([]);
  });

  test('says how many the runtime lists', () => {
    expect(evidence({ count: 20, leaked: 12, proven: 12 })).toEqual([
      "The runtime's leak profile lists 12 of 20 goroutines.",
    ]);
  });

  test('says when a wait cannot end, and when it is but one', () => {
    expect(evidence({ proven: 1, state: 'select (no cases)' })).toEqual([
      'Nothing in the program can end the wait of all 1 goroutine in "select (no cases)".',
      'Only once, and nothing shows that it grows.',
    ]);
  });

  test('counts a crowd', () => {
    expect(evidence({ count: 12_000, crowd: 11_541 })).toEqual(['11,541 goroutines of one process wait at one place.']);
  });
});
