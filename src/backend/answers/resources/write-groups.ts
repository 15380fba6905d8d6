// Writes groups as JSON in the same form as `parked report --json`.
import type { Group } from '../../../core/analysis/model.ts';
import type { GroupedAnswer } from '../rows/group.ts';

export function writeGroups({ gathered, grouped, notices }: GroupedAnswer): string {
  const document = {
    version: 1,
    profiles: gathered.snapshots.map(({ target, profile }) => ({
      source: target.host,
      labels: target.labels,
      profile: profile.kind,
      format: profile.format,
      time: profile.timeMs === undefined ? null : new Date(profile.timeMs).toISOString(),
      goroutines: profile.goroutines,
      parsed: profile.parsed,
      unparsed: profile.unparsed,
      truncated: profile.truncated,
    })),
    groups: grouped.groups.map(describeGroup),
    notices: notices.map(({ text }) => text),
  };
  return `${JSON.stringify(document, null, 1)}\n`;
}

function describeGroup(group: Group) {
  const { fingerprint, state, count, leaked, location, creator, wait, labels, per, frames } = group;
  return {
    fingerprint,
    state,
    count,
    leaked,
    function: group.function,
    location,
    creator,
    wait,
    labels: { ...labels, ...per },
    frames: frames.map(({ raw, own }) => ({ function: raw.function, file: raw.file, line: raw.line, own })),
  };
}
