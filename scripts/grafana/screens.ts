// The screens drawn with each release: every editor in every place where Grafana shows it.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { queryTypes } from '../../src/core/query/model.ts';
import { queryTypeTraits } from '../../src/datasource/query-types.ts';
import { variableKinds, variableKindWords } from '../../src/datasource/variables/variable-query.ts';
import type { Screen } from '../../tests/grafana/host/api.ts';
import { projectDir } from '../lib/steps.ts';

export interface Scene {
  readonly name: string;
  readonly screen: Screen;
  /** Playwright's selector of what is on view once the editor is there. */
  readonly shows: string;
  /** CSS of the buttons that unfold its parts; all are clicked. */
  readonly folds?: string;
}

/** Values of Grafana's `CoreApp`. */
const apps = ['panel-editor', 'explore', 'unified-alerting'] as const;
const queryFolds = 'button[aria-controls^="parked-"]';
const configFolds = 'section > h3 > button';
const exampleDir = join(projectDir, 'provisioning/examples/datasources');

export function listScenes(): readonly Scene[] {
  return [...configScenes(), ...queryScenes(), ...variableScenes(), annotationScene, helpScene];
}

function queryScenes(): readonly Scene[] {
  return queryTypes.flatMap((queryType) =>
    apps.map((app) => ({
      name: `query editor, ${queryType} in ${app}`,
      screen: { editor: 'query', app, query: { refId: 'A', version: 1, queryType } } as const,
      shows: `text=${queryTypeTraits[queryType].description}`,
      folds: queryFolds,
    })),
  );
}

function variableScenes(): readonly Scene[] {
  return variableKinds.map((kind) => ({
    name: `variable editor, ${kind}`,
    screen: { editor: 'variable', query: { refId: 'variable', kind } } as const,
    shows: `#parked-variable-kind[value="${variableKindWords[kind].label}"]`,
  }));
}

const annotationScene: Scene = {
  name: 'annotation editor',
  screen: { editor: 'annotation' },
  shows: `text=${queryTypeTraits.events.description}`,
  folds: queryFolds,
};

const helpScene: Scene = {
  name: 'help',
  screen: { editor: 'help', query: { refId: 'A' } },
  shows: 'text=Questions to begin with',
};

interface Provisioned {
  readonly name: string;
  readonly url?: string;
  readonly basicAuth?: boolean;
  readonly basicAuthUser?: string;
  readonly jsonData?: object;
  readonly secureJsonData?: object;
}

/** A new data source, and each example of the project, with every way to authenticate. */
function configScenes(): readonly Scene[] {
  const examples = readdirSync(exampleDir).flatMap((file) => {
    const { datasources } = parse(readFileSync(join(exampleDir, file), 'utf8')) as {
      datasources: readonly Provisioned[];
    };
    return datasources.map((source): readonly [string, Provisioned] => [file, source]);
  });
  return [['new', { name: 'Leaks' }] as const, ...examples].map(([title, source]) => ({
    name: `config editor, ${title}`,
    screen: { editor: 'config', options: configure(source) } as const,
    shows: 'text=Samples and history',
    folds: configFolds,
  }));
}

/** As in Grafana's page about a data source: secrets are kept and not shown. */
export function configure({ secureJsonData = {}, ...source }: Provisioned): Readonly<Record<string, unknown>> {
  const kept = Object.keys(secureJsonData).map((key) => [key, true]);
  return {
    ...{ id: 1, uid: 'leaks', orgId: 1, type: 'parked-goroutines-datasource', typeName: 'Parked', typeLogoUrl: '' },
    ...{ access: 'proxy', url: '', user: '', database: '', basicAuth: false, basicAuthUser: '', isDefault: false },
    ...{ jsonData: {}, readOnly: false, withCredentials: false },
    ...source,
    secureJsonFields: Object.fromEntries(kept),
  };
}
