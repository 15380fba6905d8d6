// The interface of export: what comes in besides samples.
import type { Labels } from '../../core/labels.ts';

/** A newly detected leak. */
export interface ExportedOnset {
  readonly target: Labels;
  /** When it began, in milliseconds since the epoch. */
  readonly atMs: number;
  readonly noticedMs?: number;
  readonly fingerprint: string;
  readonly state: string;
  readonly function: string;
  readonly grade: string;
  readonly cause: string | null;
}
