// A target with all that a request to it needs, so that credentials of one never reach another.
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
  /** The settings vouch for the path of `metrics`, so that credentials may go there. */
  readonly isMetricsTrusted: boolean;
  /** Whom Parked says it is. Holds secrets. */
  readonly auth: Credential | undefined;
  readonly tls: TlsOptions | undefined;
  readonly fetchTimeoutMs: number;
  /** Where its name has to lead; undefined: the settings vouch for the name. */
  readonly allowedRanges?: readonly AddressRange[] | undefined;
}

/** What is asked where: two endpoints with the same key are the same process with the same credentials. */
export const endpointKey = perObject(
  ({ identity, root, metrics }: Endpoint): string => `${root.href} ${metrics.href} ${identity}`,
);

/** The address that is not asked twice at once. */
export const rootOf = perObject(({ root }: Endpoint): string => root.href);
