// A running process: the charts, what is compared, and the tables under them.
import React, { useMemo } from 'react';
import type { Matcher } from '../../core/labels.ts';
import type { PageState } from '../address.ts';
import { Charts } from '../charts/Charts.tsx';
import { makeTracks } from '../charts/make-tracks.ts';
import { narrowRange } from '../charts/narrow-range.ts';
import { addGrowth } from '../live/add-growth.ts';
import type { DumpReaderClient } from '../dumps/client.ts';
import type { LiveState } from '../live/use-overview.ts';
import type { FrameRow, StackRow, SuspectRow } from '../model.ts';
import { MomentDiff } from './MomentDiff.tsx';
import { makeLiveSource } from './live-source.ts';
import { Notices, Problem, Warning } from './Notes.tsx';
import { Tables } from './Tables.tsx';
import { Views } from './Views.tsx';

export interface LivePageProps {
  readonly state: PageState;
  readonly change: (part: Partial<PageState>) => void;
  readonly live: LiveState;
  readonly targets: readonly Matcher[];
  readonly reader: DumpReaderClient;
  readonly painted: string;
  readonly onTicket: (row: StackRow | SuspectRow, frames: readonly FrameRow[]) => void;
}

/** Until the first answer comes. */
const noRange = { fromMs: 0, toMs: 1_000 };

export function LivePage(props: LivePageProps): React.JSX.Element {
  const { state, change, live, targets, reader, painted, onTicket } = props;
  const { overview, problem, atMs } = live;
  const { trend, figures } = overview;
  const range = overview.range ?? noRange;
  const tracks = useMemo(() => makeTracks(trend, figures), [trend, figures]);
  const drawn = useMemo(() => narrowRange(range, state.span, tracks), [range, state.span, tracks]);
  const suspects = useMemo(
    () => addGrowth(overview.suspects?.value, overview.stacks?.value),
    [overview.suspects, overview.stacks],
  );
  const source = useMemo(() => makeLiveSource(reader, targets, range, String(atMs)), [reader, targets, range, atMs]);
  const toggle = (id: string) => change({ open: state.open === id ? null : id });
  const notices = [overview.stacks, overview.suspects].flatMap((part) => part?.notices ?? []);
  const warnings = [...new Set(notices.filter(({ severity }) => severity !== 'info').map(({ text }) => text))];
  return (
    <main className="page">
      <Problem text={problem} />
      {warnings.map((text) => (
        <Warning key={text} text={text} />
      ))}
      {problem === '' && overview.stacks?.problem ? <Problem text={overview.stacks.problem} /> : null}
      <Charts
        tracks={tracks}
        range={drawn}
        events={overview.events ?? []}
        band={state.compare}
        painted={painted}
        onSelect={(fromMs, toMs) => change({ compare: { fromMs, toMs } })}
        onReset={() => change({ span: { kind: 'last', ms: 900_000 } })}
        onOpen={(id) => change({ view: 'stacks', open: id, filter: '' })}
      />
      {state.compare === null ? null : (
        <MomentDiff
          moments={state.compare}
          targets={targets}
          source={source}
          openId={state.open}
          onToggle={toggle}
          onTicket={onTicket}
          painted={painted}
          onZoom={() => change({ span: { kind: 'fixed', ...(state.compare ?? range) }, compare: null })}
          onClose={() => change({ compare: null })}
        />
      )}
      <Views
        view={state.view}
        onView={(view) => change({ view })}
        counts={{
          ...(overview.suspects ? { suspects: overview.suspects.value.length } : {}),
          ...(overview.stacks ? { stacks: overview.stacks.value.length } : {}),
        }}
        filter={state.filter}
        onFilter={(filter) => change({ filter })}
      />
      <Tables
        view={state.view}
        filter={state.filter}
        suspects={suspects}
        stacks={overview.stacks?.value}
        suspectsProblem={overview.suspects?.problem ?? ''}
        stacksProblem={overview.stacks?.problem ?? ''}
        source={source}
        openId={state.compare === null ? state.open : null}
        onToggle={toggle}
        onTicket={onTicket}
        painted={painted}
        innocent="No stack shows a sign of a leak. Growth is judged as samples come in: sixty of them and an hour make it sure."
      />
      <Notices texts={notices.filter(({ severity }) => severity === 'info').map(({ text }) => text)} />
    </main>
  );
}
