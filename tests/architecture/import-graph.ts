// Who imports whom, read from the text of the files: type-only imports count, since a reader follows them too.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

export const projectDir = resolve(__dirname, '../..');

export interface Import {
  /** Path of the importing file, relative to the project. */
  readonly file: string;
  readonly specifier: string;
}

/** Imported files by importing file; all paths are relative to the project. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

const importPattern =
  /(?:^|\n)\s*(?:import|export)\s[^;'"]*?from\s*['"]([^'"]+)['"]|(?:^|\n)\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/g;

/** TypeScript files below a folder of the project, sorted. Fixtures and other people's packages are left out. */
export function listCode(folder: string): string[] {
  return readdirSync(join(projectDir, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path) && !/(^|\/)(node_modules|fixtures)\//.test(path))
    .map((path) => `${folder}/${path}`)
    .sort();
}

export function listImports(file: string): Import[] {
  const text = readFileSync(join(projectDir, file), 'utf8');
  return [...text.matchAll(importPattern)].map((match) => ({
    file,
    specifier: match[1] ?? match[2] ?? match[3] ?? '',
  }));
}

/** The path that a relative specifier leads to; undefined for a package. */
export function resolveImport({ file, specifier }: Import): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  return relative(projectDir, resolve(projectDir, dirname(file), specifier));
}

export function buildGraph(files: readonly string[]): ImportGraph {
  const known = new Set(files);
  return new Map(
    files.map((file) => [
      file,
      listImports(file)
        .map(resolveImport)
        .filter((path) => path !== undefined)
        .flatMap((path) => [path, `${path}.ts`, `${path}.tsx`, `${path}/index.ts`].find((one) => known.has(one)) ?? []),
    ]),
  );
}

/**
 * The circles of a graph: its strongly connected components of two files or more, and files that import themselves
 * (Tarjan, 1972).
 */
export function findCircles(graph: ImportGraph): string[][] {
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const circles: string[][] = [];

  const visit = (file: string): void => {
    const place = order.size;
    order.set(file, place);
    low.set(file, place);
    stack.push(file);
    for (const target of graph.get(file) ?? []) {
      if (!order.has(target)) visit(target);
      if (stack.includes(target)) low.set(file, Math.min(low.get(file) ?? place, low.get(target) ?? place));
    }
    if (low.get(file) !== place) return;
    const circle = stack.splice(stack.indexOf(file));
    if (circle.length > 1 || graph.get(file)?.includes(file)) circles.push(circle.sort());
  };

  for (const file of graph.keys()) if (!order.has(file)) visit(file);
  return circles;
}
