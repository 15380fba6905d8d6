// Turns the examples of the cause records into Go packages that can be compiled and run: one program for all mistakes,
// one for all corrections, so that both have functions of the same names.
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Cause, Example } from '../../src/core/causes/model.ts';

export type Version = 'before' | 'after';

const importRoot = 'example.com/shop';
/** Minor version of Go 1 that the examples need: `iter.Pull` is the newest thing in them. */
export const oldestGo = 23;

/** Whether an example needs packages beyond Go's own. */
export function needsModules({ imports }: Example): boolean {
  return imports.some((path) => path.includes('.'));
}

/** The file that a reader of the documentation would have, with the imports it uses. */
export function writeExample(example: Example, version: Version): string {
  const parts = [example.given, example[version]].filter((part) => part !== undefined);
  return formatFile(example, parts);
}

/**
 * Writes a whole program into `folder`: `runner` is the folder with its main.go, `modules` one whose go.mod and go.sum
 * it takes.
 */
export function writeProgram(
  folder: string,
  causes: readonly Cause[],
  version: Version,
  { runner, modules }: { readonly runner: string; readonly modules?: string },
): void {
  mkdirSync(folder, { recursive: true });
  copyFileSync(join(runner, 'main.go'), join(folder, 'main.go'));
  if (modules === undefined) writeFileSync(join(folder, 'go.mod'), `module ${importRoot}\n\ngo 1.${oldestGo}\n`);
  else for (const name of ['go.mod', 'go.sum']) copyFileSync(join(modules, name), join(folder, name));
  for (const { example } of causes) writePackage(join(folder, example.package), example, version);
  writeFileSync(join(folder, 'examples.go'), writeRegistry(causes));
}

function writePackage(folder: string, example: Example, version: Version): void {
  mkdirSync(folder);
  writeFileSync(join(folder, `${example.package}.go`), writeExample(example, version));
  const drive = `func Drive() {\n${indent(example.drive)}\n}\n`;
  const cleanup = `func Cleanup() {${example.cleanup === undefined ? '' : `\n${indent(example.cleanup)}\n`}}\n`;
  const support = [example.support, drive, cleanup].filter((part) => part !== undefined);
  writeFileSync(join(folder, 'support.go'), formatFile(example, support));
}

function indent(statements: string): string {
  return statements
    .split('\n')
    .map((line) => `\t${line}`)
    .join('\n');
}

function formatFile(example: Example, parts: readonly string[]): string {
  const code = parts.join('\n');
  const used = example.imports.filter((path) => code.includes(`${packageName(path)}.`));
  const lines = [...used].sort().map((path) => `\t"${path}"`);
  const imports = lines.length === 0 ? '' : `import (\n${lines.join('\n')}\n)\n\n`;
  return `package ${example.package}\n\n${imports}${code}`;
}

/** The last element of an import path that is no version. */
function packageName(path: string): string {
  const elements = path.split('/').filter((element) => !/^v\d+$/.test(element));
  return (elements.at(-1) ?? '').replace(/^go-/, '');
}

function writeRegistry(causes: readonly Cause[]): string {
  const imports = causes.map(({ example }) => `\t"${importRoot}/${example.package}"`).sort();
  const entries = causes.map(
    ({ id, example }) => `\t"${id}": {drive: ${example.package}.Drive, cleanup: ${example.package}.Cleanup},`,
  );
  return `package main\n\nimport (\n${imports.join('\n')}\n)\n\nvar examples = map[string]example{\n${entries.join('\n')}\n}\n`;
}
