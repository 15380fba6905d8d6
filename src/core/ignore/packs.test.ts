import { ignorePackIds } from './model.ts';
import { ignorePacks } from './packs.ts';

describe.each(ignorePackIds)('the pack %s', (id) => {
  const pack = ignorePacks[id];

  it('has its own id, a name and a version', () => {
    expect(pack.id).toBe(id);
    expect(pack.name).not.toBe('');
    expect(pack.version).toBeGreaterThanOrEqual(1);
  });

  it('says of every rule what it hides, by a function rather than by a state alone', () => {
    const vague = pack.rules.filter(({ what, top, any, entry }) => !what || (top ?? any ?? entry) === undefined);
    expect(vague).toEqual([]);
  });

  it('has no rule twice', () => {
    const texts = pack.rules.map((rule) => JSON.stringify(rule));
    expect(new Set(texts).size).toBe(texts.length);
  });

  it('hides the goroutines of a library, not own code that calls it, unless it is one function', () => {
    const wide = pack.rules.filter(({ any, foreign }) => any?.endsWith('*') === true && foreign !== true);
    expect(wide).toEqual([]);
  });
});
