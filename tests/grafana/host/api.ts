// The interface of the page that hosts the plugin. Everything goes through JSON.

/** The editor to draw. `query` and `options` are those that Grafana would pass to it. */
export type Screen =
  | { readonly editor: 'config'; readonly options: Readonly<Record<string, unknown>> }
  | { readonly editor: 'query'; readonly query: Readonly<Record<string, unknown>>; readonly app: string }
  | { readonly editor: 'help'; readonly query: Readonly<Record<string, unknown>> }
  | { readonly editor: 'variable'; readonly query: Readonly<Record<string, unknown>> }
  | { readonly editor: 'annotation' };

/** What the editor on view has written since it was drawn. */
export interface Written {
  readonly value: Readonly<Record<string, unknown>>;
  /** How many times it asked for its query to be run. */
  readonly runs: number;
}

export interface Host {
  /** `package: name` for each that this release lacks of what the plugin takes: names by package. */
  listMissing(taken: Readonly<Record<string, readonly string[]>>): Promise<readonly string[]>;
  /** Loads the plugin from the address of its module.js, by Grafana's loader, and makes a data source of it. */
  load(url: string): Promise<void>;
  /** Removes the editor that was drawn before. */
  show(screen: Screen): void;
  read(): Written;
  /** Asks as a panel or Explore does; gives the names of the fields that came back. */
  ask(query: Readonly<Record<string, unknown>>, app: string): Promise<readonly string[]>;
}
