// The readings of this session. Each has an id for further questions. The oldest are dropped.
import type { Report, Series, SourceProfile } from '../../report/model.ts';
import { CommandFailure, exitStatus } from '../exit-status.ts';
import type { Mark } from './mark.ts';

/** One moment of a source, judged. */
export interface Reading {
  readonly id: string;
  readonly report: Report;
  /** One for each target, with its last profile. */
  readonly series: readonly Series[];
  /** The profiles of this moment, for a comparison. */
  readonly profiles: readonly SourceProfile[];
  readonly mark: Mark;
}

/** Each holds a whole profile. */
const maxReadings = 12;

export class Readings {
  readonly #kept = new Map<string, Reading>();
  #count = 0;

  keep(reading: Omit<Reading, 'id'>): Reading {
    const kept = { ...reading, id: `r${++this.#count}` };
    this.#kept.set(kept.id, kept);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > maxReadings && oldest !== undefined) this.#kept.delete(oldest);
    return kept;
  }

  /** Throws a CommandFailure for an id that is not kept. */
  find(id: string): Reading {
    const found = this.#kept.get(id);
    if (found !== undefined) return found;
    const known = [...this.#kept.keys()].join(', ') || 'none yet';
    throw new CommandFailure(
      exitStatus.usage,
      `There is no reading ${id}. Kept are the last ${maxReadings}: ${known}. Read the source again.`,
    );
  }
}
