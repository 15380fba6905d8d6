// A source template with its gaps filled. Every name is escaped part by part, so that none becomes more than it is.
import type { SourcePlace } from './source-place.ts';

/** What stands for the version of the program's own code where nobody tells it: repositories know their newest by this name. */
const newest = 'HEAD';

/**
 * The URL of a place; undefined where the template can't lead there: dependencies lie in other repositories, which only a template that names the module
 * reaches. `version` is that of the program's own code, where it is known.
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
  // Whatever stands in the gaps, the host is the template's, and no part of the path leads up.
  if (!url || !plain || url.origin !== plain.origin) return undefined;
  if (url.pathname.split('/').length !== countParts(template, place, plain)) return undefined;
  return url.href;
}

function escapePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

/** How many parts the path has when nothing in it leads up or vanishes. */
function countParts(template: string, { module, file }: SourcePlace, plain: URL): number {
  const [beforeQuery = ''] = template.split(/[?#]/);
  const count = (gap: string, value: string) => (beforeQuery.split(gap).length - 1) * (value.split('/').length - 1);
  return plain.pathname.split('/').length + count('{module}', module) + count('{file}', file);
}
