// The bar above the tables: selects the table, and filters all of them.
import React from 'react';
import { views, type View } from '../address.ts';
import { formatCount } from '../../core/format.ts';
import { Icon } from './Icon.tsx';

const names: Readonly<Record<View, string>> = { suspects: 'Suspects', stacks: 'All stacks', flame: 'Flame graph' };

interface ViewsProps {
  readonly view: View;
  readonly onView: (view: View) => void;
  readonly counts: Readonly<Partial<Record<View, number>>>;
  readonly filter: string;
  readonly onFilter: (text: string) => void;
  readonly children?: React.ReactNode;
}

export function Views({ view, onView, counts, filter, onFilter, children }: ViewsProps): React.JSX.Element {
  return (
    <div className="views">
      <div className="views-tabs" role="group" aria-label="Views">
        {views.map((one) => (
          <button
            type="button"
            key={one}
            aria-pressed={one === view}
            className={one === view ? 'view view-on' : 'view'}
            onClick={() => onView(one)}
          >
            {names[one]}
            {counts[one] === undefined ? null : <span className="view-count">{formatCount(counts[one])}</span>}
          </button>
        ))}
      </div>
      {children}
      <label className="filter">
        <Icon name="search" />
        <span className="hidden">Filter stacks</span>
        <input
          id="filter"
          type="search"
          placeholder="Filter by function, file, state …"
          value={filter}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => onFilter(event.target.value)}
        />
        <kbd aria-hidden="true">/</kbd>
      </label>
    </div>
  );
}
