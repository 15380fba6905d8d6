// Terminal colours.
import type { Grade } from '../core/analysis/model.ts';
import type { ServiceState } from '../core/analysis/service-model.ts';

const colours = { bold: '1', dim: '2', red: '31', green: '32', yellow: '33', cyan: '36' } as const;
export type Colour = keyof typeof colours;

export const gradeColours: Readonly<Record<Grade, Colour>> = {
  proven: 'red',
  likely: 'yellow',
  watch: 'cyan',
  rising: 'dim',
};

export const stateColours: Readonly<Record<ServiceState, Colour | undefined>> = {
  leaking: 'red',
  rising: 'yellow',
  quiet: 'green',
  unknown: undefined,
};

/** Leaves texts unchanged where colours are off or no colour is given. */
export function makePaint(on: boolean): (text: string, colour: Colour | undefined) => string {
  return (text, colour) => (on && colour !== undefined ? `\u001b[${colours[colour]}m${text}\u001b[0m` : text);
}
