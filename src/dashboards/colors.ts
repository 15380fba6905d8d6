// Colours with a meaning. Everything else gets Grafana's colour by name, which is the same in each panel.
import type { ThresholdsConfig, ValueMapping } from '@grafana/grafana-foundation-sdk/dashboard';
import {
  FieldColorBuilder,
  FieldColorModeId,
  MappingType,
  SpecialValueMatch,
  ThresholdsConfigBuilder,
  ThresholdsMode,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import { grades } from '../core/analysis/model.ts';
import { gradeColors, signalColors, stateColors } from '../core/analysis/verdict-colors.ts';

export const gradeMappings: readonly ValueMapping[] = [
  {
    type: MappingType.ValueToText,
    // The most certain first, since tables sort mapped values by index.
    options: Object.fromEntries(
      [...grades].reverse().map((grade, index) => [grade, { text: grade, color: gradeColors[grade], index }]),
    ),
  },
  // No grade, no colour.
  {
    type: MappingType.SpecialValue,
    options: { match: SpecialValueMatch.NullAndNan, result: { text: '–', color: 'transparent', index: grades.length } },
  },
];

/** States of a service. Unknown is not shown in the colour of quiet. */
export const stateMappings: readonly ValueMapping[] = [
  {
    type: MappingType.ValueToText,
    options: {
      leaking: { text: 'leaking', color: stateColors.leaking, index: 0 },
      rising: { text: 'rising', color: stateColors.rising, index: 1 },
      unknown: { text: 'unknown', color: stateColors.unknown, index: 2 },
      quiet: { text: 'quiet', color: stateColors.quiet, index: 3 },
    },
  },
];

export const upMappings: readonly ValueMapping[] = [
  {
    type: MappingType.ValueToText,
    options: {
      '0': { text: 'not readable', color: signalColors.red, index: 0 },
      '1': { text: 'up', color: signalColors.green, index: 1 },
    },
  },
];

/** Includes a text for targets that were not probed yet. */
export const readableMappings: readonly ValueMapping[] = [
  ...upMappings,
  {
    type: MappingType.SpecialValue,
    options: {
      match: SpecialValueMatch.NullAndNan,
      result: { text: 'not probed yet', color: 'transparent', index: 2 },
    },
  },
];

/**
 * Whether a target serves a profile. A missing one is not an alarm, since the remedy beside it is only a suggestion.
 */
export const servedMappings: readonly ValueMapping[] = [
  {
    type: MappingType.ValueToText,
    options: {
      missing: { text: 'not offered', color: 'text', index: 0 },
      unknown: { text: 'unknown', color: stateColors.unknown, index: 1 },
      served: { text: 'served', color: 'text', index: 2 },
    },
  },
];

export const samplingMappings: readonly ValueMapping[] = [
  {
    type: MappingType.ValueToText,
    options: {
      paused: { text: 'paused', color: signalColors.red, index: 0 },
      failing: { text: 'failing', color: signalColors.red, index: 1 },
      slower: { text: 'slower', color: signalColors.orange, index: 2 },
      'none yet': { text: 'none yet', color: 'transparent', index: 3 },
      off: { text: 'off', color: 'transparent', index: 4 },
      'as asked': { text: 'on time', color: signalColors.green, index: 5 },
    },
  },
];

/** The same colour for the same name in every panel. */
export const byName = (): FieldColorBuilder => new FieldColorBuilder().mode(FieldColorModeId.PaletteClassicByName);
export const fixed = (color: string): FieldColorBuilder =>
  new FieldColorBuilder().mode(FieldColorModeId.Fixed).fixedColor(color);
export const byThreshold = (): FieldColorBuilder => new FieldColorBuilder().mode(FieldColorModeId.Thresholds);

/** @param steps where a colour begins, ascending; `base` holds below the first. */
export function thresholds(base: string, steps: Readonly<Record<string, number>> = {}): Builder<ThresholdsConfig> {
  return new ThresholdsConfigBuilder()
    .mode(ThresholdsMode.Absolute)
    .steps([{ value: null, color: base }, ...Object.entries(steps).map(([color, value]) => ({ value, color }))]);
}
