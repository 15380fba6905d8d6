// Events of the process, shown as marks on the charts.
import type { DataFrame } from '../../frames/model.ts';
import { mapRows, openFrame } from './read-frame.ts';

export interface EventMark {
  readonly atMs: number;
  readonly kind: string;
  readonly title: string;
}

export function readEvents(frame: DataFrame | undefined): readonly EventMark[] {
  const cells = openFrame(frame);
  return mapRows(cells, (row) => {
    const atMs = cells.number('time', row);
    return atMs === null ? undefined : { atMs, kind: cells.text('kind', row), title: cells.text('title', row) };
  });
}
