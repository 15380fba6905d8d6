// The page of a dump: its facts, its stacks, and a comparison with another dump.
import React, { useEffect, useMemo, useState } from 'react';
import type { PageState } from '../address.ts';
import type { StackSource } from '../detail/stack-source.ts';
import { useLoaded } from '../detail/use-loaded.ts';
import type { DumpReaderClient } from '../dumps/client.ts';
import type { DumpSummary } from '../dumps/messages.ts';
import type { FrameRow, StackRow, SuspectRow } from '../model.ts';
import { formatCount } from '../../core/format.ts';
import { cleanText, formatBytes, formatMoment, formatTook } from '../words.ts';
import { DumpDiff } from './DumpDiff.tsx';
import { makeDumpSource } from './dump-source.ts';
import { Empty, Notices, Problem } from './Notes.tsx';
import { Picker } from './Picker.tsx';
import { StateBar } from './StateBar.tsx';
import { Tables } from './Tables.tsx';
import type { OpenDump } from './use-dumps.ts';
import { VerdictBar } from './VerdictBar.tsx';
import { Invitation } from './Welcome.tsx';
import { Views } from './Views.tsx';

interface DumpPageProps {
  readonly dump: OpenDump;
  readonly others: readonly OpenDump[];
  readonly state: PageState;
  readonly change: (part: Partial<PageState>) => void;
  readonly reader: DumpReaderClient;
  readonly painted: string;
  readonly onTicket: (row: StackRow | SuspectRow, frames: readonly FrameRow[]) => void;
}

const innocent = {
  title: 'No suspects',
  text: 'One dump shows what is proven or crowded, and here nothing is. Drop a second one of the same program to see what grows.',
};

const noLeaks = {
  title: 'No leaked goroutine',
  text: 'The runtime finds none. That is good news: whatever this profile would list is proven to leak.',
};

export function DumpPage(props: DumpPageProps): React.JSX.Element {
  const { dump } = props;
  if (dump.problem !== '') {
    return (
      <main className="page">
        <Problem what={`${cleanText(dump.name)} cannot be read.`} text={dump.problem} />
        <Invitation title="Try another one" />
      </main>
    );
  }
  if (dump.summary === undefined) return <Reading dump={dump} />;
  return <ReadPage {...props} summary={dump.summary} />;
}

function Reading({ dump }: { readonly dump: OpenDump }): React.JSX.Element {
  const { name, bytes, readBytes } = dump;
  const of = bytes === undefined ? '' : ` of ${formatBytes(bytes)}`;
  return (
    <main className="page">
      <Empty title={`Reading ${cleanText(name)}`}>
        <progress
          max={bytes ?? undefined}
          value={bytes === undefined ? undefined : readBytes}
          aria-label="Read so far"
        />
        <p className="muted number">
          {formatBytes(readBytes)}
          {of}
        </p>
      </Empty>
    </main>
  );
}

function ReadPage(props: DumpPageProps & { readonly summary: DumpSummary }): React.JSX.Element {
  const { dump, others, summary, state, change, reader, painted, onTicket } = props;
  const source = useMemo(() => makeDumpSource(reader, summary.id), [reader, summary.id]);
  const [against, setAgainst] = useState('');
  const base = others.find(({ key }) => key === against)?.summary;
  const causes = dump.verdicts?.causes;
  const stacks = useMemo(
    () =>
      causes === undefined ? summary.rows : summary.rows.map((row) => ({ ...row, cause: causes.get(row.id) ?? null })),
    [summary, causes],
  );
  // Without suspects, the stacks are shown first, if there are any.
  const isInnocent = dump.verdicts?.suspects.length === 0 && summary.rows.length > 0;
  useEffect(() => {
    if (isInnocent) change({ view: 'stacks' });
  }, [isInnocent, change]);
  const toggle = (id: string) => change({ open: state.open === id ? null : id });
  return (
    <main className="page">
      <VerdictBar
        verdicts={dump.verdicts && (dump.verdicts.verdict === null ? [] : [dump.verdicts.verdict])}
        graph={dump.verdicts?.suspects.find(({ locks }) => locks?.closes)?.locks ?? null}
      />
      <section className="summary" aria-label="Dump">
        <div className="summary-head">
          <div>
            <h2>Goroutines</h2>
            <p className="figure number">{formatCount(summary.goroutines)}</p>
          </div>
          <div>
            <h2>Groups</h2>
            <p className="figure number">{formatCount(summary.groups)}</p>
          </div>
          <div>
            <h2>Profile</h2>
            <p className="summary-text">
              {summary.profile} {summary.format}
            </p>
          </div>
          <div>
            <h2>Taken</h2>
            <p className="summary-text">{summary.timeMs === null ? 'not told' : formatMoment(summary.timeMs)}</p>
          </div>
          <div>
            <h2>Read</h2>
            <p className="summary-text">
              {formatBytes(summary.bytes)} in {formatTook(summary.tookMs)}
            </p>
          </div>
        </div>
        <StateBar states={summary.states} onPick={(filter) => change({ filter, view: 'stacks' })} />
      </section>
      <Views
        view={state.view}
        onView={(view) => change({ view })}
        counts={{
          ...(dump.verdicts ? { suspects: dump.verdicts.suspects.length } : {}),
          stacks: summary.groups,
        }}
        filter={state.filter}
        onFilter={(filter) => change({ filter })}
      >
        {others.length === 0 ? null : (
          <Picker
            label="Compare with"
            none="nothing"
            options={others.map(({ key, name }) => ({ id: key, name }))}
            value={against}
            onPick={setAgainst}
          />
        )}
      </Views>
      {base === undefined ? (
        <Tables
          view={state.view}
          filter={state.filter}
          suspects={dump.verdicts?.suspects}
          stacks={stacks}
          suspectsProblem=""
          stacksProblem=""
          source={source}
          openId={state.open}
          onToggle={toggle}
          onTicket={onTicket}
          painted={painted}
          innocent={summary.profile === 'goroutineleak' && summary.goroutines === 0 ? noLeaks : innocent}
        />
      ) : (
        <FileDiff {...props} base={base} source={source} toggle={toggle} />
      )}
      <Notices texts={summary.notes} />
    </main>
  );
}

function FileDiff(
  props: DumpPageProps & {
    readonly summary: DumpSummary;
    readonly base: DumpSummary;
    readonly source: StackSource;
    readonly toggle: (id: string) => void;
  },
): React.JSX.Element {
  const { base, summary, source, reader, state, painted, onTicket, toggle } = props;
  const key = `${base.id}-${summary.id}`;
  const diff = useLoaded(key, key, () => reader.diff(base.id, summary.id));
  return (
    <DumpDiff
      before={base.name}
      after={summary.name}
      diff={diff}
      filter={state.filter}
      openId={state.open}
      onToggle={toggle}
      source={source}
      painted={painted}
      onTicket={onTicket}
    />
  );
}
