#!/usr/bin/env node
// The command `parked` on Node. The program itself is src/executable.ts, bundled by `npm run build cli`.
import { existsSync } from 'node:fs';

const program = new URL('../build/cli/executable.js', import.meta.url);
if (!existsSync(program)) {
  console.error('parked is not built yet. Run "npm run build cli" in its folder first.');
  process.exit(1);
}
await import(program.href);
