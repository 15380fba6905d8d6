// The options of `parked mcp`.
import type { ConnectionOptions } from './fetching.ts';

/** As commander passes them. */
export interface McpOptions extends ConnectionOptions {
  readonly allowHost?: readonly string[];
  readonly allowDir?: readonly string[];
  readonly ownCode?: readonly string[];
  readonly maxGoroutines?: number;
  /** Address of a Grafana whose data sources of Parked may be asked. */
  readonly grafana?: string;
  readonly tokenFile?: string;
  /** Port or host:port of loopback, instead of standard input and output. */
  readonly http?: string;
}
