// What one platform's package holds: the built plugin with that platform's executable alone, and the licences.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { Platform } from '../lib/platforms.ts';
import type { PackedFile } from './zip.ts';

export const pluginId = 'parked-goroutines-datasource';

const needed = [
  'plugin.json',
  'module.js',
  'module.js.map',
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
  'img',
  'dashboards',
];

export function collectFiles(distDir: string, platform: Platform, licences: string): readonly PackedFile[] {
  const executable = `gpx_parked_${platform.go}${platform.extension}`;
  const missing = [...needed, executable].filter((name) => !existsSync(join(distDir, name)));
  if (missing.length > 0) throw new Error(`dist/ lacks ${missing.join(', ')}. Build first: npm run build`);
  const files = readdirSync(distDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && (!entry.name.startsWith('gpx_') || entry.name === executable))
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return {
        path: `${pluginId}/${relative(distDir, path).split(sep).join('/')}`,
        content: readFileSync(path),
        executable: entry.name === executable,
      };
    });
  return [
    ...files,
    { path: `${pluginId}/THIRD-PARTY-LICENSES.txt`, content: Buffer.from(licences), executable: false },
  ];
}
