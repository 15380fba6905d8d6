// What the Prometheus engine asks of its surroundings beside calls to its server: somebody who writes samples out.
import type { Problem } from '../../../core/problem.ts';
import type { AppendOutcome, OnsetEvent, Sample } from '../port.ts';

/** Where samples go. */
export interface SampleSink {
  add(sample: Sample): Promise<AppendOutcome>;
  addOnset(onset: OnsetEvent): Promise<AppendOutcome>;
  /** Why samples wait or are lost at the moment. */
  problem(): Problem | undefined;
  close(): Promise<void>;
}
