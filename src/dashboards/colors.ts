// The colours that carry meaning. Everything else keeps the colour that Grafana gives its name, so that a stack looks
// the same in each panel.
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
import type { Grade } from '../core/analysis/model.ts';

export const gradeColors: Readonly<Record<Grade, string>> = { proven: 'red', likely: 'orange', watch: 'yellow' };

export const gradeMappings: readonly ValueMapping[] = [
  {
    type: MappingType.ValueToText,
    // Surest first: tables sort mapped values by their index.
    options: Object.fromEntries(
      [...grades].reverse().map((grade, index) => [grade, { text: grade, color: gradeColors[grade], index }]),
    ),
  },
  // Without a grade there is nothing to colour.
  {
    type: MappingType.SpecialValue,
    options: { match: SpecialValueMatch.NullAndNan, result: { text: '–', color: 'transparent', index: grades.length } },
  },
];

export const upMappings: readonly ValueMapping[] = [
  {
    type: MappingType.ValueToText,
    options: { '0': { text: 'not readable', color: 'red', index: 0 }, '1': { text: 'up', color: 'green', index: 1 } },
  },
];

export const diffMappings: readonly ValueMapping[] = [
  {
    type: MappingType.ValueToText,
    options: {
      appeared: { text: 'appeared', color: 'red', index: 0 },
      grew: { text: 'grew', color: 'orange', index: 1 },
      shrank: { text: 'shrank', color: 'green', index: 2 },
      gone: { text: 'gone', color: 'blue', index: 3 },
    },
  },
];

/** The same name, the same colour, in every panel. */
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
