// A few names with how many goroutines each, as bars on one scale.
import React from 'react';
import type { DumpFacts, Tally } from '../model.ts';
import { cleanText, spellCount, spellMinutes } from '../words.ts';

const most = 8;

export function Tallies(props: { readonly title: string; readonly tallies: readonly Tally[] }): React.JSX.Element {
  const { title, tallies } = props;
  const largest = tallies.reduce((top, { count }) => Math.max(top, count), 1);
  const rest = tallies.slice(most);
  return (
    <section className="facts-block">
      <h3>{title}</h3>
      {tallies.length === 0 ? <p className="muted">–</p> : null}
      <ul className="tallies">
        {tallies.slice(0, most).map(({ name, count }) => (
          <li key={name} className="tally">
            <bdi className="tally-name" title={cleanText(name)}>
              {cleanText(name) || '(none)'}
            </bdi>
            <span className="number">{spellCount(count)}</span>
            <span className="tally-bar" aria-hidden="true">
              <i style={{ width: `${(count / largest) * 100}%` }} />
            </span>
          </li>
        ))}
      </ul>
      {rest.length > 0 ? (
        <p className="muted small">
          and {spellCount(rest.length)} more with {spellCount(rest.reduce((sum, { count }) => sum + count, 0))}
        </p>
      ) : null}
    </section>
  );
}

const steps = [1, 2, 5, 10, 30, 60, 120, 360, 1_440, 4_320, 10_080] as const;

/** Wait times as a histogram: the runtime counts whole minutes. */
export function Waits({ waits }: { readonly waits: DumpFacts['waits'] }): React.JSX.Element {
  const bins = new Map<number, number>();
  for (const { minutes, count } of waits) {
    const bin = steps.findIndex((step) => minutes < step);
    bins.set(bin < 0 ? steps.length : bin, (bins.get(bin < 0 ? steps.length : bin) ?? 0) + count);
  }
  const tallies = [...bins].sort(([a], [b]) => a - b).map(([bin, count]) => ({ name: nameBin(bin), count }));
  return <Tallies title="Wait times" tallies={tallies} />;
}

function nameBin(bin: number): string {
  if (bin === 0) return 'under a minute';
  const from = spellMinutes(steps[bin - 1] ?? 0);
  const to = steps[bin];
  return to === undefined ? `${from} and more` : `${from} to ${spellMinutes(to)}`;
}
