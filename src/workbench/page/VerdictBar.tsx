// The verdict at the top of the page: one sentence per process, the most serious first.
import React from 'react';
import type { ServiceVerdict } from '../../core/analysis/service-model.ts';
import type { WaitGraph } from '../../core/analysis/wait-for/lay-graph.ts';
import { LockGraph } from '../detail/LockGraph.tsx';
import { Sentence } from '../detail/Prose.tsx';
import { cleanText } from '../words.ts';

/** Further processes are only counted. */
const maxLines = 4;

const names: Readonly<Record<ServiceVerdict['state'], string>> = {
  leaking: 'Leaking',
  rising: 'Rising',
  quiet: 'Quiet',
  unknown: 'Not known yet',
};

interface VerdictBarProps {
  /** Undefined while loading. A placeholder keeps the page from moving. */
  readonly verdicts: readonly ServiceVerdict[] | undefined;
  /** The deadlock of the first verdict as a graph; without one, it is drawn as text. */
  readonly graph?: WaitGraph | null;
}

export function VerdictBar({ verdicts, graph = null }: VerdictBarProps): React.JSX.Element | null {
  if (verdicts === undefined) {
    return (
      <section className="verdict-bar" aria-label="Verdict">
        <p className="verdict-line muted">Judging …</p>
      </section>
    );
  }
  if (verdicts.length === 0) return null;
  const rest = verdicts.length - maxLines;
  return (
    <section className="verdict-bar" aria-label="Verdict">
      {verdicts.slice(0, maxLines).map(({ per, state, sentence, circle, surer }, index) => (
        <React.Fragment key={JSON.stringify(per)}>
          <p className="verdict-line">
            <span className={`verdict-state verdict-${state}`}>{names[state]}</span>{' '}
            {verdicts.length > 1 ? <bdi className="muted">{cleanText(Object.values(per).join(' '))} </bdi> : null}
            <span>
              <Sentence text={cleanText(sentence)} />
            </span>
            {state === 'unknown' && verdicts.length === 1 ? (
              <span className="muted small"> {surer.map(cleanText).join(' ')}</span>
            ) : null}
          </p>
          {circle.length === 0 ? null : index === 0 && graph !== null ? (
            <LockGraph {...graph} />
          ) : (
            <pre className="circle" tabIndex={0} aria-label="Who waits for whom">
              {circle.map(cleanText).join('\n')}
            </pre>
          )}
        </React.Fragment>
      ))}
      {rest > 0 ? <p className="muted small">and {rest} more processes</p> : null}
    </section>
  );
}
