// Reads the profiles that packages left, drops known and ignored goroutines, and merges the rest over all packages.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeGroupKey } from '../../core/analysis/group.ts';
import type { Group } from '../../core/analysis/model.ts';
import { compileIgnore, findRule } from '../../core/ignore/apply.ts';
import { readGoleakRules } from '../../core/ignore/goleak-text.ts';
import { describeEntry, type IgnoreSettings } from '../../core/ignore/model.ts';
import { readProfiles } from '../../core/profile/reader.ts';
import { interpretProfile } from '../../core/stack/interpret.ts';
import type { InterpretedProfile } from '../../core/stack/model.ts';
import { groupInputs } from '../../report/group-series.ts';
import { CommandFailure, exitStatus } from '../exit-status.ts';

/** A stack that tests left behind. */
export interface TestLeak {
  /** Summed over all packages. */
  readonly group: Group;
  /** Import paths, sorted. */
  readonly packages: readonly string[];
}

export interface TestLeaks {
  readonly leaks: readonly TestLeak[];
  /** Import paths of the packages that wrote a profile. */
  readonly packages: readonly string[];
  /** Goroutines that a rule leaves out. */
  readonly ignored: number;
}

interface PackageProfile {
  readonly path: string;
  readonly profile: InterpretedProfile;
  readonly ignored: number;
}

interface ReadingOptions {
  readonly hasLeakProfile: boolean;
  readonly ownCode: readonly string[];
  readonly ignore: IgnoreSettings;
}

/** Throws a CommandFailure for a profile that cannot be read. */
export async function readTestLeaks(folder: string, options: ReadingOptions): Promise<TestLeaks> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.txt')).sort();
  const profiles: PackageProfile[] = [];
  const paths: string[] = [];
  for (const name of names) {
    const text = await readFile(join(folder, name), 'utf8');
    const [path = '', place = ''] = text.split('\n', 2);
    const dump = text.slice(path.length + place.length + 2);
    paths.push(path);
    if (dump.trim() === '') continue;
    profiles.push(await readPackage(path, place, dump, options));
  }
  return {
    leaks: mergePackages(profiles, options.hasLeakProfile),
    packages: [...new Set(paths)].sort(),
    ignored: profiles.reduce((sum, { ignored }) => sum + ignored, 0),
  };
}

async function readPackage(
  path: string,
  place: string,
  dump: string,
  { hasLeakProfile, ownCode, ignore }: ReadingOptions,
): Promise<PackageProfile> {
  const read = readProfiles(new TextEncoder().encode(dump));
  const profile = read.outcome === 'read' ? read.profiles[0] : undefined;
  if (profile === undefined) {
    throw new CommandFailure(exitStatus.unreadable, `What the tests of ${path} left behind cannot be read.`);
  }
  const interpreted = interpretProfile(profile, { ownCode, labelKeys: [] });
  const rules = compileIgnore({ ...ignore, rules: [...ignore.rules, ...(await readGoleakOptions(place))] });
  let ignored = 0;
  const entries = interpreted.entries.filter((one) => {
    const left = hasLeakProfile ? one.entry.leaked : one.entry.count;
    if (left === 0) return false;
    if (findRule(rules, describeEntry(one)) === undefined) return true;
    ignored += left;
    return false;
  });
  return { path, profile: { ...interpreted, entries }, ignored };
}

/** Options of goleak in the tests of a package apply here as well. */
async function readGoleakOptions(place: string): Promise<IgnoreSettings['rules']> {
  const names = await readdir(place).catch(() => []);
  const texts = await Promise.all(
    names
      .filter((name) => name.endsWith('_test.go'))
      .map((name) => readFile(join(place, name), 'utf8').catch(() => '')),
  );
  return texts.filter((text) => text.includes('goleak')).flatMap((text) => readGoleakRules(text).rules);
}

function mergePackages(profiles: readonly PackageProfile[], hasLeakProfile: boolean): readonly TestLeak[] {
  const inputs = profiles.map(({ path, profile }) => ({ labels: { package: path }, profile }));
  const group = (per: readonly string[]) => {
    const grouped = groupInputs(inputs, { groupBy: ['stack'], per, filter: {} });
    if (!grouped.ok) throw new CommandFailure(exitStatus.unreadable, grouped.problem.message);
    return grouped.value.groups.filter(({ leaked }) => !hasLeakProfile || leaked > 0);
  };
  const packages = new Map<string, Set<string>>();
  const keyOf = ({ fingerprint, state }: Group) => makeGroupKey({}, [fingerprint, state]);
  for (const one of group(['package'])) {
    const known = packages.get(keyOf(one)) ?? new Set();
    packages.set(keyOf(one), known.add(one.per['package'] ?? ''));
  }
  return group([]).map((one) => ({
    group: hasLeakProfile ? { ...one, count: one.leaked } : one,
    packages: [...(packages.get(keyOf(one)) ?? [])].sort(),
  }));
}
