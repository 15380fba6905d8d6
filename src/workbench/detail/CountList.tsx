// A list of names with goroutine counts, as bars on one scale.
import React from 'react';
import type { DumpFacts, NamedCount } from '../model.ts';
import { formatCount } from '../../core/format.ts';
import { cleanText, formatMinutes } from '../words.ts';

const most = 8;

export function CountList(props: {
  readonly title: string;
  readonly counts: readonly NamedCount[];
}): React.JSX.Element {
  const { title, counts } = props;
  const largest = counts.reduce((top, { count }) => Math.max(top, count), 1);
  const rest = counts.slice(most);
  return (
    <section className="facts-block">
      <h3>{title}</h3>
      {counts.length === 0 ? <p className="muted">–</p> : null}
      <ul className="count-list">
        {counts.slice(0, most).map(({ name, count }) => (
          <li key={name} className="count-row">
            <bdi className="count-row-name" title={cleanText(name)}>
              {cleanText(name) || '(none)'}
            </bdi>
            <span className="number">{formatCount(count)}</span>
            <span className="count-row-bar" aria-hidden="true">
              <i style={{ width: `${(count / largest) * 100}%` }} />
            </span>
          </li>
        ))}
      </ul>
      {rest.length > 0 ? (
        <p className="muted small">
          and {formatCount(rest.length)} more with {formatCount(rest.reduce((sum, { count }) => sum + count, 0))}
        </p>
      ) : null}
    </section>
  );
}

const steps = [1, 2, 5, 10, 30, 60, 120, 360, 1_440, 4_320, 10_080] as const;

/** A histogram of wait times in whole minutes, as the runtime counts them. */
export function Waits({ waits }: { readonly waits: DumpFacts['waits'] }): React.JSX.Element {
  const bins = new Map<number, number>();
  for (const { minutes, count } of waits) {
    const bin = steps.findIndex((step) => minutes < step);
    bins.set(bin < 0 ? steps.length : bin, (bins.get(bin < 0 ? steps.length : bin) ?? 0) + count);
  }
  const counts = [...bins].sort(([a], [b]) => a - b).map(([bin, count]) => ({ name: nameBin(bin), count }));
  return <CountList title="Wait times" counts={counts} />;
}

function nameBin(bin: number): string {
  if (bin === 0) return 'under a minute';
  const from = formatMinutes(steps[bin - 1] ?? 0);
  const to = steps[bin];
  return to === undefined ? `${from} and more` : `${from} to ${formatMinutes(to)}`;
}
