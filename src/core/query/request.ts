// Who asks, for which data source, and with what settings: the part of a Grafana request that every room needs.
import type { Labels } from '../labels.ts';

export type Role = 'Viewer' | 'Editor' | 'Admin';

/** A data source as Grafana hands it over, not yet understood. `secrets` never leaves the backend. */
export interface DataSourceInstance {
  readonly uid: string;
  readonly name: string;
  readonly url: string;
  readonly basicAuthEnabled: boolean;
  readonly basicAuthUser: string;
  /** The raw text of `jsonData`. */
  readonly jsonData: string;
  readonly secrets: Labels;
  /** The revision of the settings. */
  readonly lastUpdatedMs: number;
}

export interface RequestContext {
  readonly orgId: number;
  /** No user counts as Viewer. Requests with `FromAlert` have at most Viewer's rights. */
  readonly role: Role;
  readonly fromAlert: boolean;
  readonly dataSource: DataSourceInstance;
  /** The plugin's own section of grafana.ini: `GF_PLUGIN_<KEY>` without the prefix, lower case. */
  readonly pluginConfig: Labels;
}
