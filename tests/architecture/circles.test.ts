// No two files import each other, directly or by way of others, for values or for types.
import { buildGraph, findCircles, listCode } from './import-graph.ts';

describe('imports', () => {
  it.each(['src', 'tests', 'scripts', 'demo'])('form no circle in %s', (folder) => {
    expect(findCircles(buildGraph(listCode(folder)))).toEqual([]);
  });

  it('of product code never lead into tests or scripts', () => {
    const graph = buildGraph(['src', 'tests', 'scripts'].flatMap(listCode));
    const wrong = [...graph]
      .filter(([file]) => file.startsWith('src/') && !/\.test\.tsx?$|\/testing\//.test(file))
      .flatMap(([file, targets]) => targets.filter((target) => !target.startsWith('src/')).map((to) => [file, to]));
    expect(wrong).toEqual([]);
  });
});

describe('the search for circles', () => {
  it('finds each circle once, and files that import themselves', () => {
    const graph = new Map([
      ['a', ['b']],
      ['b', ['c', 'd']],
      ['c', ['a']],
      ['d', ['d']],
      ['e', ['a']],
    ]);
    expect(findCircles(graph)).toEqual([['d'], ['a', 'b', 'c']]);
  });
});
