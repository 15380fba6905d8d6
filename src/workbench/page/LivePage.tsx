// The page of a running process: charts, comparison, tables.
import React, { useMemo, useState } from 'react';
import type { Matcher } from '../../core/labels.ts';
import type { PageState } from '../address.ts';
import { Charts } from '../charts/Charts.tsx';
import { assignColours } from '../charts/colours.ts';
import { makeTracks } from '../charts/make-tracks.ts';
import { narrowRange } from '../charts/narrow-range.ts';
import { addGrowth } from '../live/add-growth.ts';
import type { DumpReaderClient } from '../dumps/client.ts';
import type { DumpSummary } from '../dumps/messages.ts';
import type { StackSource } from '../detail/stack-source.ts';
import { useLoaded } from '../detail/use-loaded.ts';
import { downloadAddress } from '../live/download.ts';
import type { LiveState } from '../live/use-overview.ts';
import type { FrameRow, StackRow, SuspectRow } from '../model.ts';
import { MomentDiff } from './MomentDiff.tsx';
import { DumpDiff } from './DumpDiff.tsx';
import { makeLiveSource } from './live-source.ts';
import { Notices, Problem, Warning } from './Notes.tsx';
import { Picker } from './Picker.tsx';
import { Tables } from './Tables.tsx';
import { VerdictBar } from './VerdictBar.tsx';
import type { OpenDump } from './use-dumps.ts';
import { Views } from './Views.tsx';
import { minuteMs } from '../../core/agreed-times.ts';

interface LivePageProps {
  readonly state: PageState;
  readonly change: (part: Partial<PageState>) => void;
  readonly live: LiveState;
  readonly targets: readonly Matcher[];
  /** The label that keeps their rows apart; undefined if there is none. */
  readonly per: string | undefined;
  /** Number of processes shown. */
  readonly processes: number;
  /** The processes shown. */
  readonly name: string;
  /** Dumps that are read and can be compared with the process. */
  readonly dumps: readonly OpenDump[];
  readonly reader: DumpReaderClient;
  readonly painted: string;
  readonly onTicket: (row: StackRow | SuspectRow, frames: readonly FrameRow[]) => void;
}

const quiet = { title: 'No suspects', text: 'Growth has been judged, and no stack shows a sign of a leak.' };
const undecided = {
  title: 'No suspects yet',
  text: 'Growth is judged as samples come in: sixty of them and an hour make it sure.',
};

/** Shown until the first answer arrives. */
const noRange = { fromMs: 0, toMs: 1_000 };

export function LivePage(props: LivePageProps): React.JSX.Element {
  const { state, change, live, targets, per, reader, painted, onTicket } = props;
  const { overview, problem, atMs } = live;
  const { trend, figures, total, stacks } = overview;
  const range = overview.range ?? noRange;
  const [given, setGiven] = useState<ReadonlyMap<string, number>>(new Map());
  const colours = useMemo(() => {
    const ids = (trend?.value.series ?? []).map(({ id }) => id).filter((id) => id !== 'other');
    return assignColours(given, ids);
  }, [given, trend]);
  if (colours !== given) setGiven(colours);
  const tracks = useMemo(
    () => makeTracks({ trend, figures, total, stacks }, (id) => colours.get(id) ?? 0, props.processes),
    [trend, figures, total, stacks, colours, props.processes],
  );
  const drawn = useMemo(() => narrowRange(range, state.span, tracks), [range, state.span, tracks]);
  const suspects = useMemo(
    () => addGrowth(overview.suspects?.value, overview.stacks?.value),
    [overview.suspects, overview.stacks],
  );
  const source = useMemo(
    () => makeLiveSource(reader, { targets, per, range, version: String(atMs), showIgnored: state.showIgnored }),
    [reader, targets, per, range, atMs, state.showIgnored],
  );
  const [against, setAgainst] = useState('');
  const base = props.dumps.find(({ key }) => key === against);
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
      <VerdictBar verdicts={overview.verdicts} />
      {tracks.every(({ missing }) => missing !== undefined) ? null : (
        <Charts
          tracks={tracks}
          range={drawn}
          events={overview.events ?? []}
          band={state.compare}
          painted={painted}
          onSelect={(fromMs, toMs) => change({ compare: { fromMs, toMs } })}
          onReset={() => change({ span: { kind: 'last', ms: 15 * minuteMs } })}
          onOpen={(id) => change({ view: 'stacks', open: id, filter: '' })}
        />
      )}
      {state.compare === null ? null : (
        <MomentDiff
          moments={state.compare}
          showIgnored={state.showIgnored}
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
          ...(overview.suspects?.problem === '' ? { suspects: overview.suspects.value.length } : {}),
          ...(overview.stacks?.problem === '' ? { stacks: overview.stacks.value.length } : {}),
        }}
        filter={state.filter}
        onFilter={(filter) => change({ filter })}
      >
        <label className="switch" title="What ignore rules leave out (i)">
          <input
            type="checkbox"
            checked={state.showIgnored}
            onChange={(event) => change({ showIgnored: event.target.checked })}
          />
          <span>Show ignored</span>
        </label>
        {props.dumps.length === 0 ? null : (
          <Picker
            label="Compare with"
            none="nothing"
            options={props.dumps.map(({ key, name }) => ({ id: key, name }))}
            value={base?.key ?? ''}
            onPick={setAgainst}
          />
        )}
      </Views>
      {base?.summary !== undefined ? (
        <LiveDiff {...props} base={base.summary} source={source} toggle={toggle} />
      ) : (
        <Tables
          view={state.view}
          filter={state.filter}
          suspects={suspects}
          stacks={overview.stacks?.value}
          suspectsProblem={overview.suspects?.problem ?? ''}
          stacksProblem={stacks?.problem ?? ''}
          source={source}
          openId={state.compare === null ? state.open : null}
          onToggle={toggle}
          onTicket={onTicket}
          painted={painted}
          innocent={overview.verdicts?.every(({ state: verdict }) => verdict === 'quiet') ? quiet : undecided}
        />
      )}
      <Notices texts={notices.filter(({ severity }) => severity === 'info').map(({ text }) => text)} />
    </main>
  );
}

/** Compares the newest sample with a dump, after every sample. */
function LiveDiff(
  props: LivePageProps & {
    readonly base: DumpSummary;
    readonly source: StackSource;
    readonly toggle: (id: string) => void;
  },
): React.JSX.Element {
  const { base, source, toggle, reader, targets, name, live, state, painted, onTicket } = props;
  const subject = `${base.id} ${JSON.stringify(targets)}`;
  const diff = useLoaded(`${subject} ${live.atMs}`, subject, async () => {
    const url = downloadAddress('pprof', { queryType: 'stacks', per: [], showIgnored: true, targets });
    const now = await reader.open(name, { kind: 'url', url }, () => {});
    try {
      return await reader.diff(base.id, now.id);
    } finally {
      void reader.close(now.id);
    }
  });
  return (
    <DumpDiff
      before={base.name}
      after={`${name}, now`}
      diff={diff}
      filter={state.filter}
      openId={state.compare === null ? state.open : null}
      onToggle={toggle}
      source={source}
      painted={painted}
      onTicket={onTicket}
    />
  );
}
