// The colours of verdicts in Grafana. Each is a background, and the text that Grafana writes on it has a contrast of at
// least 4.5 in both themes.
import type { Grade } from './model.ts';
import type { ServiceState } from './service-model.ts';

export const signalColors = {
  red: '#C4162A',
  orange: '#B34A00',
  yellow: '#F2CC0C',
  blue: '#1F60C4',
  green: '#2B7A2B',
} as const;

export const gradeColors: Readonly<Record<Grade, string>> = {
  proven: signalColors.red,
  likely: signalColors.orange,
  watch: signalColors.yellow,
  rising: signalColors.blue,
};

/** The unknown must not look calm. */
export const stateColors: Readonly<Record<ServiceState, string>> = {
  leaking: signalColors.red,
  rising: signalColors.blue,
  unknown: signalColors.yellow,
  quiet: signalColors.green,
};
