// Shared by the screens and the uses of one release: the hosting page, and calls into it.
import type { Page } from '@playwright/test';
import type { Host, Screen, Written } from '../../tests/grafana/host/api.ts';

export type Call = <Name extends keyof Host>(
  name: Name,
  ...args: Parameters<Host[Name]>
) => Promise<Awaited<ReturnType<Host[Name]>>>;

/** The page that hosts the plugin, and ways to act on it. */
export interface Stage {
  readonly page: Page;
  readonly call: Call;
  show(screen: Screen): Promise<void>;
  /** Waits until `judge` accepts what the editors wrote; components report a change with a delay. */
  read(judge: (written: Written) => void): Promise<void>;
}
