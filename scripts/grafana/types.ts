// The sources of the browser half under the types of one release, its React's included.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { projectDir } from '../lib/steps.ts';
import { inner, packages } from './releases.ts';
import type { Release } from './releases.ts';
import type { Result } from './result.ts';

/** Packages that are imported by the sources and also by packages that stay the same, such as `@grafana/plugin-ui`. */
const shared = [...packages, ...inner, '@emotion/css', 'rxjs'];

export function checkTypes({ folder }: Release): Result {
  const project = join(folder, 'tsconfig.json');
  const top = relative(folder, projectDir);
  const paths = Object.fromEntries([
    ...shared.map((name) => [name, [`./node_modules/${name}`]]),
    ...['react', 'react-dom'].flatMap((name) => [
      [name, [`./node_modules/@types/${name}`]],
      [`${name}/*`, [`./node_modules/@types/${name}/*`]],
    ]),
  ]);
  const config = {
    extends: join(top, 'src/datasource/tsconfig.json'),
    compilerOptions: { paths },
    include: ['src/datasource/**/*.ts', 'src/datasource/**/*.tsx', 'types/*.d.ts', 'tests/grafana/host'].map((path) =>
      join(top, path),
    ),
  };
  writeFileSync(project, `${JSON.stringify(config, null, 2)}\n`);
  const tsc = join(projectDir, 'node_modules/typescript/bin/tsc');
  const { status, stdout } = spawnSync(process.execPath, [tsc, '-p', project, '--pretty', 'false'], {
    cwd: projectDir,
    encoding: 'utf8',
  });
  if (status === 0) return { passed: 1, failures: [] };
  return { passed: 0, failures: [`types:\n${stdout}`] };
}
