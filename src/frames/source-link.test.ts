import { linkSources } from './source-link.ts';
import { frameSource } from './source.ts';

test('no two columns share a title: a table of Grafana would show the values of one of them in both', () => {
  const row = { line: 58, text: 'answers <- hits', parked: undefined, file: 'engine.go', function: 'search.ask' };
  const linked = linkSources(frameSource([row], {}), ['https://git.example.com/engine.go#L58'], 'line');
  const titles = linked.fields.map(({ name, config }) => config?.displayName ?? name);
  expect(new Set(titles).size).toBe(titles.length);
});
