// The part of a Grafana request that every module needs: the user, the data source and its settings.
import type { Labels } from '../labels.ts';

export type Role = 'Viewer' | 'Editor' | 'Admin';

/** A data source as Grafana sends it, not yet read. `secrets` never leaves the backend. */
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
  /** A missing user counts as Viewer. Requests with `FromAlert` have at most Viewer's rights. */
  readonly role: Role;
  readonly fromAlert: boolean;
  readonly dataSource: DataSourceInstance;
  /** The plugin's section of grafana.ini: `GF_PLUGIN_<KEY>` without the prefix, in lower case. */
  readonly pluginConfig: Labels;
}
