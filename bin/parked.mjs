#!/usr/bin/env node
// The command `parked` on Node. The program itself is src/executable.ts, bundled by `npm run build cli`.
import { existsSync } from 'node:fs';

const folder = new URL('..', import.meta.url);
const program = new URL('build/cli/executable.js', folder);
if (!existsSync(program)) {
  const remedy = existsSync(new URL('src/executable.ts', folder))
    ? `It is not built yet. Run "npm ci && npm run build cli" in ${decodeURIComponent(folder.pathname)} first.`
    : 'The package was made without its program. Make it again with scripts enabled: npm pack --ignore-scripts=false';
  console.error(`parked: ${remedy}`);
  process.exit(1);
}
await import(program.href);
