// Finds the problems of the settings with the backend's reader, so both agree.
import type { DataSourceInstance } from '../../core/query/request.ts';
import { nameByTitle } from '../../core/query/setting-titles.ts';
import { listSettingProblems } from '../../core/query/settings-reader.ts';
import type { Options } from './options.ts';

export interface SettingProblem {
  /** The key at fault as provisioning writes it, without `jsonData`: `targets[0].urls[1]`. */
  readonly field: string;
  readonly message: string;
}

export function listProblems(options: Options): readonly SettingProblem[] {
  return listSettingProblems(describeInstance(options), {}).map((problem) => ({
    field: problem.field ?? '',
    message: nameByTitle(problem),
  }));
}

/** Stored secrets never come back to the browser; placeholders of the right form stand for them. */
function describeInstance(options: Options): DataSourceInstance {
  const kept = Object.entries(options.secureJsonFields).filter(([, configured]) => configured);
  return {
    uid: options.uid,
    name: options.name,
    url: options.url,
    basicAuthEnabled: options.basicAuth,
    basicAuthUser: options.basicAuthUser,
    jsonData: JSON.stringify(options.jsonData),
    secrets: {
      ...Object.fromEntries(kept.map(([key]) => [key, key.startsWith('tls') ? '-----BEGIN kept' : 'kept'])),
      ...options.secureJsonData,
    },
    lastUpdatedMs: 0,
  };
}
