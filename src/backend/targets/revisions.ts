// What is known about the targets of one data source in one revision of its settings. Nothing is shared across
// revisions or data sources: other credentials may see other things.
import { createHash } from 'node:crypto';
import type { Result } from '../../core/problem.ts';
import type { DataSourceRef } from './port.ts';
import type { SharedProfile } from './shared-profile.ts';
import { listEndpoints, type Endpoint, type Identity } from './static-targets.ts';

export interface Revision {
  readonly endpoints: Result<ReadonlyMap<Identity, Endpoint>>;
  /** By target, kind and form. */
  readonly profiles: Map<string, SharedProfile>;
  usedAtMs: number;
}

export interface Revisions {
  get(ref: DataSourceRef, nowMs: number): Revision;
  /** Forgets what nobody may be given any more, and says whether anything is left. */
  sweep(nowMs: number): 'empty' | 'in use';
  close(): void;
}

/** After this long without a question, the list of targets itself is worked out anew. */
const idleMs = 10 * 60_000;

export function createRevisions(): Revisions {
  const revisions = new Map<string, Revision>();

  function get(ref: DataSourceRef, nowMs: number): Revision {
    const key = fingerprintSettings(ref);
    let revision = revisions.get(key);
    if (revision === undefined) {
      revision = { endpoints: listEndpoints(ref.settings), profiles: new Map(), usedAtMs: nowMs };
      revisions.set(key, revision);
    }
    revision.usedAtMs = nowMs;
    return revision;
  }

  function sweep(nowMs: number): 'empty' | 'in use' {
    for (const [key, { profiles, usedAtMs }] of revisions) {
      for (const [name, profile] of profiles) if (profile.sweep() === 'empty') profiles.delete(name);
      if (profiles.size === 0 && Math.abs(nowMs - usedAtMs) > idleMs) revisions.delete(key);
    }
    return revisions.size === 0 ? 'empty' : 'in use';
  }

  function close(): void {
    for (const { profiles } of revisions.values()) for (const profile of profiles.values()) profile.close();
    revisions.clear();
  }

  return { get, sweep, close };
}

/** Covers the secrets too, and tells none of them. */
function fingerprintSettings({ orgId, instance, settings }: DataSourceRef): string {
  return createHash('sha256')
    .update(JSON.stringify([orgId, instance, settings]))
    .digest('base64');
}
