// The state of one data source's targets for one revision of its settings. Nothing is shared between revisions or data
// sources, because other credentials may see other data.
import { createHash } from 'node:crypto';
import type { Settings } from '../../core/query/settings.ts';
import type { Fleet } from './fleet.ts';
import { createGate, type Gate } from './gate.ts';
import type { TargetWatch } from './target-watch.ts';
import type { AnswerTimes, DataSourceRef, Fetched, FiguresRead } from './port.ts';
import type { Facts } from './probe.ts';
import type { SharedAnswer } from './shared-answer.ts';
import { minuteMs } from '../../core/agreed-times.ts';

export interface Revision {
  /** Equal for equal settings of one data source. Reveals no secret. */
  readonly key: string;
  readonly fleet: Fleet;
  /** Keyed by target, kind and form. */
  readonly profiles: Map<string, SharedAnswer<Fetched>>;
  /** Keyed by target, like the map below. */
  readonly figures: Map<string, SharedAnswer<FiguresRead>>;
  readonly facts: Map<string, SharedAnswer<Facts & AnswerTimes>>;
  readonly watches: Map<string, TargetWatch>;
  /** Bounds the background probes. */
  readonly survey: Gate;
  usedAtMs: number;
}

interface Revisions {
  get(ref: DataSourceRef, nowMs: number): Revision;
  /** Drops expired answers and reports whether anything is left. */
  sweep(nowMs: number): 'empty' | 'in use';
  close(): void;
}

/** After this time without a request, the list of targets is discarded. */
const idleMs = 10 * minuteMs;

export function createRevisions(createFleet: (settings: Settings) => Fleet): Revisions {
  const revisions = new Map<string, Revision>();

  function get(ref: DataSourceRef, nowMs: number): Revision {
    const key = fingerprintSettings(ref);
    let revision = revisions.get(key);
    if (revision === undefined) {
      const fleet = createFleet(ref.settings);
      const maps = { profiles: new Map(), figures: new Map(), facts: new Map(), watches: new Map() };
      revision = { key, fleet, ...maps, survey: createGate(), usedAtMs: nowMs };
      revisions.set(key, revision);
    }
    revision.usedAtMs = nowMs;
    return revision;
  }

  function sweep(nowMs: number): 'empty' | 'in use' {
    for (const [key, revision] of revisions) {
      const shared = sharedMaps(revision);
      for (const map of shared) for (const [name, one] of map) if (one.sweep() === 'empty') map.delete(name);
      if (shared.every((map) => map.size === 0) && Math.abs(nowMs - revision.usedAtMs) > idleMs) {
        revision.fleet.close();
        revisions.delete(key);
      }
    }
    return revisions.size === 0 ? 'empty' : 'in use';
  }

  function close(): void {
    for (const revision of revisions.values()) {
      revision.fleet.close();
      for (const map of sharedMaps(revision)) for (const one of map.values()) one.close();
    }
    revisions.clear();
  }

  return { get, sweep, close };
}

interface Swept {
  sweep(): 'empty' | 'in use';
  close(): void;
}

function sharedMaps({ profiles, figures, facts, watches }: Revision): readonly Map<string, Swept>[] {
  return [profiles, figures, facts, watches] as readonly Map<string, Swept>[];
}

/**
 * Settings arrive with every request. Serialising those of a thousand targets takes longer than an answer.
 * Keyed by the object, so that an entry ends with its settings.
 */
const fingerprints = new WeakMap<Settings, { readonly of: string; readonly fingerprint: string }>();

/** Includes the secrets in the hash, which reveals none of them. */
function fingerprintSettings(ref: DataSourceRef): string {
  const { orgId, instance, settings } = ref;
  const { jsonData: _, ...rest } = instance;
  const of = JSON.stringify([orgId, rest]);
  const known = fingerprints.get(settings);
  if (known?.of === of) return known.fingerprint;
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([orgId, instance, settings]))
    .digest('base64');
  fingerprints.set(settings, { of, fingerprint });
  return fingerprint;
}
