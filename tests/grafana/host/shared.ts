// Hands the packages of this release to the plugin by SystemJS, under the names and in the form in which Grafana's
// loader does.
import * as grafanaData from '@grafana/data';
import * as grafanaRuntime from '@grafana/runtime';
import * as grafanaUi from '@grafana/ui';

type Module = Readonly<Record<string, unknown>>;

interface Loader {
  import(id: string): Promise<unknown>;
  set(id: string, module: Module): void;
  register(id: string, needs: readonly string[], declare: Declare): void;
  addImportMap(map: { readonly imports: Readonly<Record<string, string>> }): void;
  readonly constructor: { readonly prototype: { shouldFetch: (url: string) => boolean } };
}

type Declare = (give: (module: Module) => void) => { readonly execute: () => Promise<void> };

declare const System: Loader;

const present: Readonly<Record<string, Module>> = {
  '@grafana/data': grafanaData,
  '@grafana/runtime': grafanaRuntime,
  '@grafana/ui': grafanaUi,
};
const onDemand: Readonly<Record<string, () => Promise<Module>>> = {
  '@emotion/css': () => import('@emotion/css'),
  '@emotion/react': () => import('@emotion/react'),
  react: () => import('react'),
  'react/jsx-runtime': () => import('react/jsx-runtime'),
  'react/jsx-dev-runtime': () => import('react/jsx-dev-runtime'),
  'react-dom': () => import('react-dom'),
  rxjs: () => import('rxjs'),
};

/** Before anything is loaded, and once. */
export function sharePackages(): void {
  const names = [...Object.keys(present), ...Object.keys(onDemand)];
  for (const [name, module] of Object.entries(present)) System.set(`package:${name}`, module);
  for (const [name, load] of Object.entries(onDemand)) {
    System.register(`package:${name}`, [], (give) => ({ execute: async () => give(await load()) }));
  }
  System.addImportMap({ imports: Object.fromEntries(names.map((name) => [name, `package:${name}`])) });
  // The default of Grafana's server for a plugin that lies beside it: by script tags.
  System.constructor.prototype.shouldFetch = () => false;
}

export async function loadModule(url: string): Promise<Module> {
  return (await System.import(url)) as Module;
}

/** The loader describes a module to itself under this name: it is no package. */
const ofTheLoader = 'module';

export async function listMissing(taken: Readonly<Record<string, readonly string[]>>): Promise<readonly string[]> {
  const missing = Object.entries(taken)
    .filter(([name]) => name !== ofTheLoader)
    .map(async ([name, members]) => {
      const module = present[name] ?? (await onDemand[name]?.());
      if (module === undefined) return [`${name}: the package`];
      return members.filter((member) => !(member in module)).map((member) => `${name}: ${member}`);
    });
  return (await Promise.all(missing)).flat();
}
