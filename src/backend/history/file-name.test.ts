import fc from 'fast-check';
import { nameHistoryFile } from './file-name.ts';

describe('nameHistoryFile', () => {
  it('is the organisation and the uid', () => {
    expect(nameHistoryFile(1, 'goroutines')).toBe('1-goroutines.db');
  });

  it('never leaves the folder, whatever the uid', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (uid) => {
        expect(nameHistoryFile(3, uid)).toMatch(/^3-[a-z0-9_^%-]{0,200}\.db$/);
      }),
    );
    expect(nameHistoryFile(1, '../../etc/passwd')).toBe('1-%2e%2e%2f%2e%2e%2fetc%2fpasswd.db');
  });

  it('is different for different uids, also on a disk that ignores case', () => {
    const uids = ['a', 'A', '^a', '%41', 'a.', 'a/', `${'x'.repeat(400)}1`, `${'x'.repeat(400)}2`];
    const names = uids.map((uid) => nameHistoryFile(1, uid).toLowerCase());
    expect(new Set(names).size).toBe(uids.length);
  });
});
