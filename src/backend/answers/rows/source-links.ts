// Links table rows to their source if the settings contain a template.
import type { Frame } from '../../../core/profile/model.ts';
import { fillTemplate } from '../../../core/stack/fill-template.ts';
import { makeSourcePlaces, type PlaceSource } from '../../../core/stack/source-place.ts';
import type { Stack } from '../../../core/stack/model.ts';
import type { Group } from '../../../core/analysis/model.ts';
import type { DataFrame } from '../../../frames/model.ts';
import { linkSources } from '../../../frames/source-link.ts';
import type { Ask } from '../ask.ts';

/** Locates frames in the source, using the paths of all groups together. */
function placeGroups({ ref }: Ask, groups: readonly Group[]): PlaceSource {
  const frames = new Set(groups.flatMap((group) => group.frames.map(({ raw }) => raw)));
  return makeSourcePlaces(frames, ref.settings.ownCode);
}

/**
 * Adds a link to each location with a readable source. `groups` has one entry per row; null if the row has no group.
 */
export function linkGroups(ask: Ask, frame: DataFrame, groups: readonly (Group | null)[]): DataFrame {
  if (ask.ref.settings.sourceLink === undefined) return frame;
  const known = groups.filter((group) => group !== null);
  const place = placeGroups(ask, known);
  return linkSources(
    frame,
    groups.map((group) => linkFrame(ask, place, group === null ? undefined : findShown(group), group?.per['version'])),
  );
}

/** The same for rows that are single stacks. */
export function linkStacks(ask: Ask, frame: DataFrame, stacks: readonly Stack[]): DataFrame {
  if (ask.ref.settings.sourceLink === undefined) return frame;
  const frames = new Set(stacks.flatMap((stack) => stack.frames.map(({ raw }) => raw)));
  const place = makeSourcePlaces(frames, ask.ref.settings.ownCode);
  return linkSources(
    frame,
    stacks.map(({ frames: all, keyFrame }) => linkFrame(ask, place, all[keyFrame]?.raw, undefined)),
  );
}

/** The URL of a frame's source; null if there is none. */
export function linkFrame(
  { ref }: Pick<Ask, 'ref'>,
  place: PlaceSource,
  frame: Frame | undefined,
  version: string | undefined,
): string | null {
  const template = ref.settings.sourceLink;
  const found = template === undefined || frame === undefined ? undefined : place(frame);
  return template === undefined || found === undefined ? null : (fillTemplate(template, found, version) ?? null);
}

/** The frame that the row's location shows. */
function findShown({ frames, example }: Group): Frame | undefined {
  return frames[example?.stack.keyFrame ?? -1]?.raw;
}
