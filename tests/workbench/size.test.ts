// Everything that the page can load, packed as it is sent: it has to come through a slow tunnel within seconds.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectDir } from '../../scripts/lib/steps.ts';
import { buildPage } from './support/workbench.ts';

test('the page is 250 kB at most', () => {
  buildPage();
  const text = readFileSync(join(projectDir, 'build/page/page.js'), 'utf8');
  const files = JSON.parse(text.replace(/^export const files = /, '').replace(/;\s*$/, '')) as Readonly<
    Record<string, { readonly gzip: string }>
  >;
  const bytes = Object.values(files).reduce((sum, { gzip }) => sum + Buffer.from(gzip, 'base64').length, 0);
  expect(Object.keys(files)).toContain('/main.js');
  expect(bytes).toBeLessThanOrEqual(250_000);
});
