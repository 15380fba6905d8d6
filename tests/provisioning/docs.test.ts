// The documentation that is served with the plugin: every link in it leads somewhere.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describeCausesAsHtml } from '../../scripts/lib/cause-html.ts';
import { describeDocsAsHtml } from '../../scripts/lib/doc-html.ts';

const projectDir = resolve(__dirname, '../..');
const pages = describeDocsAsHtml(projectDir);
const causes = describeCausesAsHtml();

const listTargets = (html: string): readonly string[] =>
  [...html.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, target = '']) => target);

test('holds what the config editor and the query help lead to', () => {
  expect([...pages.keys()]).toEqual(
    expect.arrayContaining(['index.html', 'configure.html', 'query.html', 'alert.html']),
  );
});

test.each([...pages])('%s leads to pages, sections and pictures that are there', (name, html) => {
  const wrong = listTargets(html).filter((target) => {
    if (target.startsWith('https:')) return false;
    const [path = '', anchor] = target.split('#');
    if (path.startsWith('../causes/')) return !causes.has(path.slice('../causes/'.length));
    if (path.startsWith('../img/')) return !existsSync(join(projectDir, 'docs', path));
    if (path.startsWith('img/')) return !existsSync(join(projectDir, 'docs', path));
    const page = path === '' ? html : pages.get(path);
    return page === undefined || (anchor !== undefined && !page.includes(` id="${anchor}"`));
  });
  expect([name, wrong]).toEqual([name, []]);
  expect(html).not.toMatch(/<script/);
});
