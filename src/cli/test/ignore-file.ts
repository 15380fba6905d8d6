// Reads the key `ignore` of parked.yaml: goroutines that tests may leave behind. Its form is that of a data source's
// settings.
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import type { IgnoreSettings } from '../../core/ignore/model.ts';
import { everythingAllowed } from '../../core/query/settings-access.ts';
import { readSettings } from '../../core/query/settings-reader.ts';
import { usageFailure } from '../exit-status.ts';

const nothing: IgnoreSettings = { packs: [], rules: [] };

/** Other keys belong to `parked collect` and are not read here. Throws a CommandFailure that names the file. */
export async function readIgnoreFile(path: string): Promise<IgnoreSettings> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    throw usageFailure(`${path} cannot be read (${code}).`);
  }
  const ignore = readIgnore(path, text);
  if (ignore === undefined || ignore === null) return nothing;
  const settings = readSettings(
    {
      uid: 'test',
      name: 'test',
      url: '',
      basicAuthEnabled: false,
      basicAuthUser: '',
      // The packs of a data source hide goroutines that are healthy in a server. Tests should end them.
      jsonData: JSON.stringify({ ignore: { packs: [], ...ignore } }),
      secrets: {},
      lastUpdatedMs: 0,
    },
    everythingAllowed,
  );
  if (!settings.ok) throw usageFailure(`${path}: ${settings.problem.message}`);
  return settings.value.ignore;
}

function readIgnore(path: string, text: string): object | null | undefined {
  let document: unknown;
  try {
    document = parse(text);
  } catch (error) {
    throw usageFailure(`${path} is no YAML: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (typeof document !== 'object' || document === null) return undefined;
  const { ignore } = document as { readonly ignore?: unknown };
  if (ignore !== undefined && typeof ignore !== 'object') throw usageFailure(`${path}: ignore must be an object.`);
  return ignore;
}
