// Shows the states of a dump's goroutines as parts of one bar.
import React from 'react';
import type { NamedCount } from '../model.ts';
import { formatCount } from '../../core/format.ts';
import { cleanText } from '../words.ts';

const most = 7;

export function StateBar(props: {
  readonly states: readonly NamedCount[];
  readonly onPick: (state: string) => void;
}): React.JSX.Element {
  const { states, onPick } = props;
  const total = states.reduce((sum, { count }) => sum + count, 0) || 1;
  const rest = states.slice(most).reduce((sum, { count }) => sum + count, 0);
  return (
    <div className="state-bar">
      <div className="state-bar-parts" aria-hidden="true">
        {states.slice(0, most).map(({ name, count }, index) => (
          <i key={name} className={`line-${index + 1}`} style={{ flexGrow: count / total }} />
        ))}
        {rest > 0 ? <i className="line-other" style={{ flexGrow: rest / total }} /> : null}
      </div>
      <ul className="state-bar-names" aria-label="States">
        {states.slice(0, most).map(({ name, count }, index) => (
          <li key={name}>
            <button type="button" className="legend-line" onClick={() => onPick(name)}>
              <i className={`swatch line-${index + 1}`} />
              <bdi>{cleanText(name)}</bdi>
              <span className="number">{formatCount(count)}</span>
            </button>
          </li>
        ))}
        {rest > 0 ? (
          <li className="legend-line">
            <i className="swatch line-other" />
            others <span className="number">{formatCount(rest)}</span>
          </li>
        ) : null}
      </ul>
    </div>
  );
}
