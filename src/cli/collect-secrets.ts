// The secrets of a collector's file. They come from other files or from the environment, so the file itself can be kept
// in a repository. No message contains a secret.
import { readFile } from 'node:fs/promises';
import type { Labels } from '../core/labels.ts';
import { fail, succeed, type Result } from '../core/problem.ts';

/**
 * Resolves `$__file{/run/secrets/token}` to the content of a file, `${NAME}` to an environment variable, `$$` to a
 * dollar.
 */
export async function readSecrets(secure: unknown, env: NodeJS.ProcessEnv): Promise<Result<Labels>> {
  if (secure === undefined || secure === null) return succeed({});
  if (typeof secure !== 'object' || Array.isArray(secure)) {
    return failSecret('secure', 'must hold names and secrets, such as auth.mimir: ${MIMIR_PASSWORD}.');
  }
  const secrets: Record<string, string> = {};
  for (const [name, value] of Object.entries(secure)) {
    const field = `secure["${name}"]`;
    if (typeof value !== 'string') return failSecret(field, 'must be a text. Put it in quotes.');
    const read = await readSecret(field, value, env);
    if (!read.ok) return read;
    secrets[name] = read.value;
  }
  return succeed(secrets);
}

async function readSecret(field: string, value: string, env: NodeJS.ProcessEnv): Promise<Result<string>> {
  const path = /^\$__file\{(.*)\}$/.exec(value.trim())?.[1];
  if (path === undefined) return expand(field, value, env);
  try {
    // Files end with a line break; secrets do not.
    return succeed((await readFile(path, 'utf8')).replace(/\r?\n$/, ''));
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unreadable';
    return failSecret(field, `names a file that cannot be read (${path}, ${code}).`);
  }
}

function expand(field: string, value: string, env: NodeJS.ProcessEnv): Result<string> {
  let missing: string | undefined;
  const expanded = value.replace(/\$\$|\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (match, name: string | undefined) => {
    if (name === undefined) return match === '$$' ? '$' : match;
    const known = env[name];
    if (known === undefined) missing ??= name;
    return known ?? '';
  });
  if (missing === undefined) return succeed(expanded);
  return failSecret(field, `names the environment variable ${missing}, which is not set.`);
}

function failSecret(field: string, what: string): Result<never> {
  return fail({ code: 'invalid_setting', status: 400, source: 'downstream', field, message: `${field} ${what}` });
}
