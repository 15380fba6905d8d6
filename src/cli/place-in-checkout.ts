// Converts the paths of findings to paths within the folder that a build server checked out.
import { existsSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import { placeInFolder } from './find-source.ts';

/** Folders of GitHub and GitLab. */
const variables = ['GITHUB_WORKSPACE', 'CI_PROJECT_DIR'] as const;

/** The path of a file, relative to `folder`; unchanged if the folder does not have it. */
export function placeInCheckout(file: string, folder: string, env: NodeJS.ProcessEnv): string {
  const found = placeInFolder(folder, file);
  const root = variables.map((name) => env[name] ?? '').find(isAbsolute);
  if (root === undefined || isAbsolute(found) || !existsSync(join(folder, found))) return found;
  const below = relative(root, folder);
  // The path belongs to another checkout, or to none of the server's.
  if (isAbsolute(below) || below.split(sep)[0] === '..') return found;
  return [...below.split(sep), found].filter((part) => part !== '').join('/');
}
