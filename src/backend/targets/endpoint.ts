// A target with everything that a request to it needs. Keeping credentials per endpoint prevents sending them to
// another.
import type { LabelsKey } from '../../core/labels.ts';
import { perObject } from '../../core/per-object.ts';
import type { AddressRange } from './addresses.ts';
import type { Credential } from './credentials.ts';
import type { TlsOptions } from './exchange.ts';
import type { Target } from './port.ts';

export interface Endpoint {
  readonly target: Target;
  readonly identity: LabelsKey;
  /** The pprof root, `…/debug/pprof`, without a closing slash. */
  readonly root: URL;
  readonly metrics: URL;
  /** Whether the settings name the path of `metrics`. Only then are credentials sent there. */
  readonly isMetricsTrusted: boolean;
  /** The credentials of requests. Holds secrets. */
  readonly auth: Credential | undefined;
  readonly tls: TlsOptions | undefined;
  readonly fetchTimeoutMs: number;
  /** The ranges that the name must resolve into; undefined if the settings themselves name the host. */
  readonly allowedRanges?: readonly AddressRange[] | undefined;
}

/** Two endpoints with equal keys are the same process with the same credentials. */
export const endpointKey = perObject(
  ({ identity, root, metrics }: Endpoint): string => `${root.href} ${metrics.href} ${identity}`,
);

/** Requests to the same root are never concurrent. */
export const rootOf = perObject(({ root }: Endpoint): string => root.href);
