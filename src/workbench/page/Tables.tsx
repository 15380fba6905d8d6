// The three views of a source: suspects, stacks, flame graph.
import React, { useDeferredValue, useMemo } from 'react';
import type { View } from '../address.ts';
import { Shown, StackDetail } from '../detail/StackDetail.tsx';
import type { StackSource } from '../detail/stack-source.ts';
import { useLoaded } from '../detail/use-loaded.ts';
import { filterRows } from '../filter-rows.ts';
import { FlameGraph } from '../flame/FlameGraph.tsx';
import type { FrameRow, StackRow, SuspectRow } from '../model.ts';
import { StackTable } from '../stacks/StackTable.tsx';
import { SuspectTable } from '../stacks/SuspectTable.tsx';
import { Empty, Problem, Waiting } from './Notes.tsx';

interface TablesProps {
  readonly view: View;
  readonly filter: string;
  /** Undefined while loading. */
  readonly suspects: readonly SuspectRow[] | undefined;
  readonly stacks: readonly StackRow[] | undefined;
  readonly suspectsProblem: string;
  readonly stacksProblem: string;
  readonly source: StackSource;
  readonly openId: string | null;
  readonly onToggle: (id: string) => void;
  readonly onTicket: (row: StackRow | SuspectRow, frames: readonly FrameRow[]) => void;
  readonly painted: string;
  /** Shown if there are no suspects. */
  readonly innocent: { readonly title: string; readonly text: string };
}

export function Tables(props: TablesProps): React.JSX.Element {
  const { view, suspects, stacks, openId, onToggle, source, painted, onTicket } = props;
  // A long table follows the input with a delay, so that typing stays smooth.
  const filter = useDeferredValue(props.filter);
  const shownSuspects = useMemo(() => filterRows(suspects ?? [], filter), [suspects, filter]);
  const shownStacks = useMemo(() => filterRows(stacks ?? [], filter), [stacks, filter]);
  const renderDetail = (row: StackRow | SuspectRow) => (
    <StackDetail
      row={row}
      suspect={(suspects ?? []).find(({ id }) => id === row.id)}
      source={source}
      painted={painted}
      onTicket={onTicket}
    />
  );
  switch (view) {
    case 'suspects':
      // The top of the page says why stacks cannot be read.
      if (props.suspectsProblem !== '' && props.stacksProblem !== '') return <Unread />;
      if (props.suspectsProblem !== '') return <Problem what="No verdicts:" text={props.suspectsProblem} />;
      if (suspects === undefined) return <Waiting rows={4} />;
      if (suspects.length === 0) {
        return (
          <Empty title={props.innocent.title}>
            <p>{props.innocent.text}</p>
          </Empty>
        );
      }
      if (shownSuspects.length === 0) return <NothingMatches filter={filter} />;
      return <SuspectTable rows={shownSuspects} openId={openId} onToggle={onToggle} renderDetail={renderDetail} />;
    case 'stacks':
      if (props.stacksProblem !== '') return <Unread />;
      if (stacks === undefined) return <Waiting rows={10} />;
      if (shownStacks.length === 0) return <NothingMatches filter={filter} />;
      return <StackTable rows={shownStacks} openId={openId} onToggle={onToggle} renderDetail={renderDetail} />;
    case 'flame':
      if (props.stacksProblem !== '') return <Unread />;
      return <WholeFlame source={source} painted={painted} search={filter} />;
  }
}

function Unread(): React.JSX.Element {
  return (
    <Empty title="Nothing to show yet">
      <p className="muted">The message above says what is wrong.</p>
    </Empty>
  );
}

function NothingMatches({ filter }: { readonly filter: string }): React.JSX.Element {
  return (
    <Empty title={filter === '' ? 'No goroutines' : 'Nothing matches'}>
      {filter === '' ? null : <p>Every word of the filter has to occur in a row. Escape clears it.</p>}
    </Empty>
  );
}

function WholeFlame(props: {
  readonly source: StackSource;
  readonly painted: string;
  readonly search: string;
}): React.JSX.Element {
  const { source, painted, search } = props;
  const flame = useLoaded(source.version, 'flame', () => source.loadFlame(null));
  return (
    <div className="flame-view">
      <Shown loaded={flame}>{(rows) => <FlameGraph rows={rows} painted={painted} search={search} />}</Shown>
    </div>
  );
}
