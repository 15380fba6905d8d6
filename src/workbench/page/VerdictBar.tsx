// The verdict on top of the page: one sentence for each process, the gravest first.
import React from 'react';
import type { ServiceVerdict } from '../../core/analysis/service-verdict.ts';
import { cleanText } from '../words.ts';

/** More processes than these are counted. */
const maxLines = 4;

const names: Readonly<Record<ServiceVerdict['state'], string>> = {
  leaking: 'Leaking',
  rising: 'Rising',
  quiet: 'Quiet',
  unknown: 'Not known yet',
};

export interface VerdictBarProps {
  /** Undefined: on its way. It holds its place, so that nothing moves when it comes. */
  readonly verdicts: readonly ServiceVerdict[] | undefined;
}

export function VerdictBar({ verdicts }: VerdictBarProps): React.JSX.Element | null {
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
      {verdicts.slice(0, maxLines).map(({ per, state, sentence, surer }) => (
        <p key={JSON.stringify(per)} className="verdict-line">
          <span className={`verdict-state verdict-${state}`}>{names[state]}</span>{' '}
          {verdicts.length > 1 ? <bdi className="muted">{cleanText(Object.values(per).join(' '))} </bdi> : null}
          <span>{cleanText(sentence)}</span>
          {state === 'unknown' && verdicts.length === 1 ? (
            <span className="muted small"> {surer.map(cleanText).join(' ')}</span>
          ) : null}
        </p>
      ))}
      {rest > 0 ? <p className="muted small">and {rest} more processes</p> : null}
    </section>
  );
}
