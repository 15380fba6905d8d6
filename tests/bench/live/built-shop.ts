// The executable and the leaky service, built for a bench on a live process.
import { buildExecutable } from '../../../scripts/demo/executable.ts';
import { buildShop, findGo } from '../../../scripts/demo/shop.ts';

/**
 * Where the service is; undefined, with a line that says why, where there is no Go. Throws when one cannot be built.
 */
export async function buildForBench(): Promise<string | undefined> {
  const go = findGo();
  if (typeof go === 'string') {
    console.log(`skipped: ${go}`);
    return undefined;
  }
  const problem = await buildExecutable(new AbortController().signal);
  const shop = await buildShop(go, (text) => process.stderr.write(text));
  if (problem !== undefined || typeof shop === 'string') throw new Error(problem ?? String(shop));
  return shop.path;
}
