// The details of a stack: verdict beside frames and trend, then the states and places of its goroutines, then its
// position in the flame graph.
import React, { useState } from 'react';
import { Trend } from '../charts/Trend.tsx';
import { FlameGraph } from '../flame/FlameGraph.tsx';
import type { DumpFacts, FrameRow, StackRow, SuspectRow } from '../model.ts';
import { formatCount } from '../../core/format.ts';
import { cleanText } from '../words.ts';
import { AskBlock } from './AskBlock.tsx';
import { Frames } from './Frames.tsx';
import { CountList, Waits } from './CountList.tsx';
import { Texts } from './Texts.tsx';
import type { StackSource } from './stack-source.ts';
import { useLoaded, type Loaded } from './use-loaded.ts';
import { CauseText, Verdict } from './Verdict.tsx';

interface StackDetailProps {
  readonly row: StackRow | SuspectRow;
  readonly suspect: SuspectRow | undefined;
  readonly source: StackSource;
  readonly painted: string;
  readonly onTicket: (row: StackRow | SuspectRow, frames: readonly FrameRow[]) => void;
}

export function StackDetail({ row, suspect, source, painted, onTicket }: StackDetailProps): React.JSX.Element {
  const facts = useLoaded(`${source.version} ${row.id}`, row.id, (signal) => source.loadFacts(row, signal));
  const frames = useLoaded(row.id, row.id, () => source.loadFrames(row));
  return (
    <article className="detail" aria-label={`Details of ${cleanText(row.function)}`}>
      <header className="detail-head">
        <span className="muted">
          Fingerprint <code>{row.fingerprint}</code>
        </span>
        <button
          type="button"
          className="button"
          onClick={() => onTicket(row, frames.step === 'there' ? frames.value : [])}
        >
          Copy as ticket
        </button>
      </header>
      <div className="detail-columns">
        <div>
          {suspect === undefined ? (
            <section className="verdict">
              <h3>Verdict</h3>
              <p className="muted">
                {row.grade === null
                  ? 'Nothing shows that it leaks.'
                  : `Its grade is ${row.grade}. The evidence is on its way, or beyond the suspects that are listed.`}
              </p>
              <CauseText id={row.cause} name="" fix="" also={[]} isInnocent={row.grade === null} />
            </section>
          ) : (
            <Verdict suspect={suspect} />
          )}
        </div>
        <div>
          <section>
            <h3>Stack</h3>
            <Shown loaded={frames}>{(value) => <Frames frames={value} />}</Shown>
          </section>
          {facts.step !== 'there' || facts.value.trend === null ? null : (
            <section className="facts-trend">
              <h3>Trend</h3>
              <Trend set={facts.value.trend} painted={painted} />
            </section>
          )}
        </div>
      </div>
      <div className="facts">
        <Shown loaded={facts}>
          {(value) => (
            <>
              <CountList title="States" counts={value.states} />
              <CountList title="Places" counts={value.locations} />
              {value.instances === null ? null : <CountList title="Instances" counts={value.instances} />}
              <Headers row={row} facts={value.dump} source={source} />
            </>
          )}
        </Shown>
      </div>
      <Place row={row} source={source} painted={painted} />
    </article>
  );
}

/** Creators, waits and texts. Only debug=2 has them, and taking a dump stops the process. */
function Headers(props: {
  readonly row: StackRow | SuspectRow;
  readonly facts: DumpFacts | null;
  readonly source: StackSource;
}): React.JSX.Element | null {
  const { row, facts, source } = props;
  const { takeDump } = source;
  const [taken, setTaken] = useState<DumpFacts>();
  const known = taken ?? facts;
  if (known !== null) {
    return (
      <>
        <Waits waits={known.waits} />
        <CountList title="Created by" counts={known.creators} />
        <Texts row={row} facts={known} find={source.findTexts} />
      </>
    );
  }
  if (takeDump === undefined) {
    return (
      <section className="facts-block">
        <h3>Waits, creators and text</h3>
        <p className="muted small">Only a dump with debug=2 tells them.</p>
      </section>
    );
  }
  return (
    <AskBlock
      title="Waits, creators and text"
      hint="A dump tells them. It stops the process for about 6 µs a goroutine."
      label="Take a dump"
      busyLabel="Taking a dump …"
      ask={() => takeDump(row)}
      onAnswer={setTaken}
    />
  );
}

/** Highlights the calls of this stack in the flame graph of the whole process. */
function Place(props: {
  readonly row: StackRow | SuspectRow;
  readonly source: StackSource;
  readonly painted: string;
}): React.JSX.Element {
  const { row, source, painted } = props;
  const flame = useLoaded(row.id, row.id, async () => {
    const [all, own] = await Promise.all([source.loadFlame(null), source.loadFlame(row.fingerprint)]);
    return { all, own };
  });
  return (
    <section className="place">
      <h3>Among all {flame.step === 'there' ? `${formatCount(flame.value.all.value[0] ?? 0)} goroutines` : ''}</h3>
      <Shown loaded={flame}>
        {({ all, own }) => <FlameGraph rows={all} lit={own} painted={painted} search="" compact />}
      </Shown>
    </section>
  );
}

export function Shown<T>(props: {
  readonly loaded: Loaded<T>;
  readonly children: (value: T) => React.ReactNode;
}): React.JSX.Element {
  const { loaded, children } = props;
  switch (loaded.step) {
    case 'loading':
      return <p className="loading">Loading …</p>;
    case 'failed':
      return (
        <p className="problem" role="alert">
          {loaded.problem}
        </p>
      );
    case 'there':
      return <>{children(loaded.value)}</>;
  }
}
