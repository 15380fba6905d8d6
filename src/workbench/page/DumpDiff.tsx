// Compares a dump with another dump or a running process, the largest change first.
import React from 'react';
import { ChangeTable } from '../compare/ChangeTable.tsx';
import { Shown } from '../detail/StackDetail.tsx';
import type { StackSource } from '../detail/stack-source.ts';
import type { Loaded } from '../detail/use-loaded.ts';
import type { DumpDiff as Differences } from '../dumps/messages.ts';
import { filterRows } from '../filter-rows.ts';
import type { FrameRow, StackRow, SuspectRow } from '../model.ts';
import { formatCount } from '../../core/format.ts';
import { cleanText } from '../words.ts';
import { describeSum, Opened } from './MomentDiff.tsx';

interface DumpDiffProps {
  readonly before: string;
  readonly after: string;
  readonly diff: Loaded<Differences>;
  readonly filter: string;
  readonly openId: string | null;
  readonly onToggle: (id: string) => void;
  readonly source: StackSource;
  readonly painted: string;
  readonly onTicket: (row: StackRow | SuspectRow, frames: readonly FrameRow[]) => void;
}

export function DumpDiff(props: DumpDiffProps): React.JSX.Element {
  const { before, after, diff, filter, openId, onToggle, source, painted, onTicket } = props;
  return (
    <section className="compare" aria-label="Comparison">
      <Shown loaded={diff}>
        {({ rows, same }) => (
          <>
            <header className="compare-head">
              <h2>
                <bdi>{cleanText(before)}</bdi> <span aria-label="to">→</span> <bdi>{cleanText(after)}</bdi>
              </h2>
              <span className="muted">
                {describeSum(rows)}; {formatCount(same)} stayed the same
              </span>
            </header>
            <ChangeTable
              rows={filterRows(rows, filter)}
              openId={openId}
              onToggle={onToggle}
              renderDetail={(row) => <Opened row={row} source={source} painted={painted} onTicket={onTicket} />}
            />
          </>
        )}
      </Shown>
    </section>
  );
}
