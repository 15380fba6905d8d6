import { PairTable } from './pair-table.ts';

describe('PairTable', () => {
  it('finds what was added, through growth, and nothing else', () => {
    const table = new PairTable();
    for (let i = 1; i <= 5000; i++) table.add(i, i * 7, i);
    for (let i = 1; i <= 5000; i++) expect(table.get(i, i * 7)).toBe(i);
    expect(table.get(1, 8)).toBe(0);
    expect(table.get(5001, 1)).toBe(0);
  });

  it('keeps pairs whose slots are all taken', () => {
    const table = new PairTable();
    // Two thousand keys of one first number crowd each other in a table that starts with 128 slots.
    for (let i = 1; i <= 2000; i++) table.add(0, i * 128, i);
    for (let i = 1; i <= 2000; i++) expect(table.get(0, i * 128)).toBe(i);
  });

  it('keeps pairs that were crowded in a smaller table', () => {
    const table = new PairTable();
    const pairs = 100_000;
    for (let i = 1; i <= pairs; i++) table.add(i, i % 1000, i);
    const lost = Array.from({ length: pairs }, (_, index) => index + 1).filter((i) => table.get(i, i % 1000) !== i);
    expect(lost).toEqual([]);
  });
});
