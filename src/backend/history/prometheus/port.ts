// What the Prometheus engine needs besides its server: a sink that writes samples.
import type { Problem } from '../../../core/problem.ts';
import type { AppendOutcome, OnsetEvent, Sample } from '../port.ts';

/** Receives the samples to write. */
export interface SampleSink {
  add(sample: Sample): Promise<AppendOutcome>;
  addOnset(onset: OnsetEvent): Promise<AppendOutcome>;
  /** Why samples currently wait or are lost. */
  problem(): Problem | undefined;
  close(): Promise<void>;
}
