import { causes } from './list.ts';
import { causeIds } from './model.ts';

describe('the cause records', () => {
  it.each(causeIds)('%s has its own id, and something to say everywhere', (id) => {
    const cause = causes[id];
    expect(cause.id).toBe(id);
    for (const text of [cause.name, cause.looksLike, cause.excerpt, cause.why, cause.fix, cause.howCommon]) {
      expect(text.length).toBeGreaterThan(3);
    }
    expect(cause.prevention.length).toBeGreaterThan(0);
    expect(cause.example.before).not.toBe(cause.example.after);
  });

  it('carry the published shares, which leave 0 % over', () => {
    const shares = causeIds.map((id) => causes[id].sharePercent ?? 0);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBe(100);
  });

  it('have examples in packages of their own', () => {
    const packages = causeIds.map((id) => causes[id].example.package);
    expect(new Set(packages).size).toBe(packages.length);
  });
});
