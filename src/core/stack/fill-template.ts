// Fills the gaps of a source URL template. Every name is escaped part by part, so it cannot change the URL's structure.
import type { SourcePlace } from './source-place.ts';

/** The version of the program's own code where none is known. Repositories use this name for their newest version. */
const newest = 'HEAD';

/**
 * The URL of a place. Undefined where the template cannot reach it: dependencies are in other repositories, so the
 * template must name the module. `version` is that of the program's own code, where known.
 */
export function fillTemplate(template: string, place: SourcePlace, version?: string): string | undefined {
  const isDependency = place.version !== undefined;
  if (isDependency && !template.includes('{module}')) return undefined;
  const values: Readonly<Record<string, string>> = {
    module: escapePath(place.module),
    version: encodeURIComponent(place.version ?? (version || newest)),
    file: escapePath(place.file),
    line: String(place.line),
  };
  const filled = template.replace(/\{(\w+)\}/g, (gap, name: string) =>
    Object.hasOwn(values, name) ? values[name]! : gap,
  );
  const [url, plain] = [filled, template.replace(/\{\w+\}/g, 'a')].map((text) =>
    URL.canParse(text) ? new URL(text) : undefined,
  );
  // Whatever fills the gaps, the host is the template's, and no part of the path leads up.
  if (!url || !plain || url.origin !== plain.origin) return undefined;
  if (url.pathname.split('/').length !== countParts(template, place, plain)) return undefined;
  return url.href;
}

function escapePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

/** How many parts the path has when none of them leads up or disappears. */
function countParts(template: string, { module, file }: SourcePlace, plain: URL): number {
  const [beforeQuery = ''] = template.split(/[?#]/);
  const count = (gap: string, value: string) => (beforeQuery.split(gap).length - 1) * (value.split('/').length - 1);
  return plain.pathname.split('/').length + count('{module}', module) + count('{file}', file);
}
