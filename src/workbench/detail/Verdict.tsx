// Shows why a stack is suspected, its probable cause, and what to change.
import React, { useEffect, useState } from 'react';
import type { Cause } from '../../core/causes/model.ts';
import type { SuspectRow } from '../model.ts';
import { LockGraph } from './LockGraph.tsx';
import { Prose, Sentence } from './Prose.tsx';
import { formatAmount, formatCount } from '../../core/format.ts';
import { cleanText, formatBytes, formatMinutes, formatMoment, formatRange } from '../words.ts';

export function Verdict({ suspect }: { readonly suspect: SuspectRow }): React.JSX.Element {
  const { evidence, changedThen, surer, memoryBytes, timeLeftMinutes, sinceMs, instances, instancesOf } = suspect;
  const costs = [
    ...(memoryBytes === null ? [] : [`Costs ${formatRange(memoryBytes, formatBytes)} of memory.`]),
    ...(timeLeftMinutes === null ? [] : [`The limit is reached in ${formatRange(timeLeftMinutes, formatMinutes)}.`]),
    ...(instances === null || instancesOf === null || instancesOf < 2
      ? []
      : [`In ${instances} of ${instancesOf} instances.`]),
  ];
  return (
    <section className="verdict">
      <h3>Why it is suspected</h3>
      <ul className="sentences">
        {evidence.map((sentence) => (
          <li key={sentence}>
            <Sentence text={cleanText(sentence)} />
          </li>
        ))}
        {changedThen === '' ? null : (
          <li>
            {sinceMs === null ? 'Then' : formatMoment(sinceMs)}: {cleanText(changedThen)}
          </li>
        )}
        {costs.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      {suspect.arrivals === null ? null : <Arrivals {...suspect.arrivals} />}
      {suspect.locks === null ? null : <LockGraph {...suspect.locks} />}
      {surer === '' ? null : (
        <p className="muted small">
          <Sentence text={cleanText(surer)} />
        </p>
      )}
      <CauseText id={suspect.cause} name={suspect.causeName} fix={suspect.fix} also={suspect.also} />
    </section>
  );
}

/** When the goroutines that still wait were started, computed from the wait times of one dump. */
function Arrivals({ counts, minutes, before }: NonNullable<SuspectRow['arrivals']>): React.JSX.Element {
  const most = Math.max(...counts, 1);
  const total = counts.reduce((sum, count) => sum + count, 0);
  return (
    <figure className="arrivals">
      <figcaption className="muted small">
        {`${formatAmount(total, 'arrival')} over ${formatMinutes(minutes)}, read from this one dump${before > 0 ? `; ${formatCount(before)} came before` : ''}`}
      </figcaption>
      <div className="arrival-bars" aria-hidden="true">
        {counts.map((count, index) => (
          <i key={index} style={{ height: `${(count / most) * 100}%` }} title={formatCount(count)} />
        ))}
      </div>
    </figure>
  );
}

/** The texts of causes are a separate chunk, loaded when the first stack is opened. */
export function CauseText(props: {
  readonly id: string | null;
  readonly name: string;
  readonly fix: string;
  readonly also: readonly string[];
  /** There is no sign of a leak; this is the cause it would have. */
  readonly isInnocent?: boolean;
}): React.JSX.Element | null {
  const { id, name, fix, also, isInnocent } = props;
  const causes = useCauses(id !== null);
  const cause = id === null ? undefined : findCause(causes, id);
  if (id === null) return null;
  const shown = cause?.name ?? name;
  return (
    <div className="cause">
      <h3>
        {isInnocent ? 'Cause, if it leaks' : 'Likely cause'}: {shown === '' ? id : shown}
      </h3>
      {cause === undefined ? null : (
        <p>
          <Prose text={cause.why} />
        </p>
      )}
      <h3>Fix</h3>
      <p>
        <Prose text={cause?.fix ?? fix} />
      </p>
      {cause === undefined ? null : (
        <details className="example">
          <summary>In Go, before and after</summary>
          <div className="code-pair">
            <Code title="Leaks" text={cause.example.before} />
            <Code title="Does not" text={cause.example.after} />
          </div>
          <ul className="sentences">
            {cause.prevention.map((sentence) => (
              <li key={sentence}>
                <Prose text={sentence} />
              </li>
            ))}
          </ul>
        </details>
      )}
      {also.length === 0 ? null : (
        <p className="muted small">
          Would fit as well: {also.map((one) => findCause(causes, one)?.name ?? one).join('; ')}
        </p>
      )}
    </div>
  );
}

function Code({ title, text }: { readonly title: string; readonly text: string }): React.JSX.Element {
  return (
    <figure className="code">
      <figcaption>{title}</figcaption>
      <pre tabIndex={0} aria-label={title}>
        {text.trim()}
      </pre>
    </figure>
  );
}

type Causes = Readonly<Record<string, Cause | undefined>>;

function findCause(causes: Causes, id: string): Cause | undefined {
  return Object.hasOwn(causes, id) ? causes[id] : undefined;
}

function useCauses(isWanted: boolean): Causes {
  const [known, setKnown] = useState<Causes>({});
  useEffect(() => {
    let isGone = false;
    if (isWanted) {
      void import('../../core/causes/list.ts').then(({ causes }) => {
        if (!isGone) setKnown(causes);
      });
    }
    return () => {
      isGone = true;
    };
  }, [isWanted]);
  return known;
}
