// Reads the goroutines of a named baseline.
import { compileMatchers } from '../../../core/label-matcher.ts';
import type { Result } from '../../../core/problem.ts';
import { fail, succeed } from '../../../core/problem.ts';
import type { BaselineStore, StoredBaseline } from '../../history/port.ts';
import { noBaselines } from '../../history/port.ts';
import type { Ask } from '../ask.ts';
import { refuse } from '../ask.ts';
import { makePastProfile } from './past-entries.ts';
import { compilePastSorter } from './read-past.ts';
import { nameTarget, type Gathered } from './snapshot.ts';
import { formatAmount } from '../../../core/format.ts';
import { formatSome, formatTime } from '../words/format.ts';

/** Returns the baseline's targets that match. Fails if the baseline does not exist or none of its targets matches. */
export async function gatherNamed(ask: Ask, name: string): Promise<Result<Gathered>> {
  const { query, ref } = ask;
  // A query that has no past is refused before anything is read.
  const sort = compilePastSorter(ask);
  if (!sort.ok) return sort;
  const isWanted = compileMatchers(query.targets, 'targets');
  if (!isWanted.ok) return isWanted;
  const store = await openBaselineStore(ask);
  if (!store.ok) return store;
  const read = await store.value.read(name);
  if (!read.ok) return read;
  const baseline = read.value;
  if (baseline === undefined) return fail(await refuseName(store.value, name));
  if (baseline.kind !== query.profile) return fail(refuseKind(baseline, query.profile));
  const targets = baseline.targets.filter(({ labels }) => isWanted.value(labels));
  if (targets.length === 0) return fail(refuseTargets(baseline));
  const { labelKeys } = ref.settings;
  return succeed({
    snapshots: targets.map((target) => {
      const interpreted = makePastProfile(target, query.profile, labelKeys);
      return { target: nameTarget(target.labels), profile: interpreted.profile, interpreted };
    }),
    unknown: [],
    failed: [],
    per: query.per,
    labelKeys,
    notices: [
      {
        severity: 'info',
        text: `"${name}" is how ${formatAmount(targets.length, 'target was', 'targets were')} at ${formatTime(baseline.atMs)}.`,
      },
    ],
    stats: [],
    kept: Promise.resolve(),
    executed: `baseline "${name}" of ${formatTime(baseline.atMs)}`,
  });
}

/** Opens the baseline store of the data source. Fails if its history cannot store baselines. */
export async function openBaselineStore(ask: Pick<Ask, 'past'>): Promise<Result<BaselineStore>> {
  const engine = await ask.past.open();
  if (!engine.ok) return engine;
  return engine.value.baselines === undefined ? fail(noBaselines) : succeed(engine.value.baselines);
}

async function refuseName(store: BaselineStore, name: string) {
  const listed = await store.list();
  const names = listed.ok ? listed.value.map((one) => `"${one.name}"`) : [];
  const known =
    names.length === 0
      ? 'There is none yet. An Editor can store the present as one.'
      : `There ${names.length === 1 ? 'is' : 'are'} ${formatSome(names, 5, ', ')}.`;
  return refuse('unknown_baseline', 'baseline.name', `There is no baseline "${name}". ${known}`, 404);
}

function refuseKind({ name, kind }: StoredBaseline, asked: string) {
  const message =
    `The baseline "${name}" holds ${kind} profiles, and this query asks for ${asked}. They count different ` +
    'goroutines: change the profile, or choose another baseline.';
  return refuse('baseline_kind', 'profile', message);
}

function refuseTargets({ name, targets }: StoredBaseline) {
  const services = [...new Set(targets.map(({ labels }) => labels['service'] ?? ''))].sort();
  const message =
    `The baseline "${name}" has ${formatAmount(targets.length, 'target')}of the services ` +
    `${formatSome(services, 5, ', ')}, and none of them matches. Change or remove a condition in targets. ` +
    'Instances may have had other names at that time.';
  return refuse('no_targets', 'targets', message);
}
