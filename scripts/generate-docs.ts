// `npm run docs`: writes docs/causes/ from the cause records: one page a cause, and an index. With --check it writes
// nothing and fails when the committed pages are out of date.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { describeCauses } from './lib/cause-pages.ts';

const folder = join(import.meta.dirname, '..', 'docs/causes');
const pages = new Map<string, string>();
const style = await resolveConfig(join(folder, 'README.md'));
for (const [name, page] of describeCauses()) pages.set(name, await format(page, { ...style, parser: 'markdown' }));
mkdirSync(folder, { recursive: true });
const stale = [...new Set([...pages.keys(), ...readdirSync(folder)])].filter((name) => read(name) !== pages.get(name));

if (process.argv.includes('--check')) {
  if (stale.length > 0) {
    console.error(`Out of date: ${stale.join(', ')} in docs/causes. Run "npm run docs" and commit.`);
    process.exit(1);
  }
} else {
  for (const name of stale) {
    const page = pages.get(name);
    if (page === undefined) rmSync(join(folder, name));
    else writeFileSync(join(folder, name), page);
  }
  console.log(`docs/causes: ${pages.size} pages, ${stale.length} changed`);
}

function read(name: string): string | undefined {
  try {
    return readFileSync(join(folder, name), 'utf8');
  } catch {
    return undefined;
  }
}
