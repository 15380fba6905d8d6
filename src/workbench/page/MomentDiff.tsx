// Compares two times: what grew between them.
import React, { useMemo, useState } from 'react';
import type { Matcher } from '../../core/labels.ts';
import { ChangeTable } from '../compare/ChangeTable.tsx';
import { Shown, StackDetail } from '../detail/StackDetail.tsx';
import type { StackSource } from '../detail/stack-source.ts';
import { FlameGraph } from '../flame/FlameGraph.tsx';
import { useLoaded } from '../detail/use-loaded.ts';
import { askQueries } from '../live/ask.ts';
import { readChanges, readFlame } from '../live/read-rows.ts';
import type { ChangeRow, FrameRow, StackRow, SuspectRow } from '../model.ts';
import { formatAmount } from '../../core/format.ts';
import { formatChange, formatMoment } from '../words.ts';

interface MomentDiffProps {
  readonly moments: { readonly fromMs: number; readonly toMs: number };
  readonly targets: readonly Matcher[];
  readonly showIgnored: boolean;
  readonly source: StackSource;
  readonly openId: string | null;
  readonly onToggle: (id: string) => void;
  readonly onTicket: (row: StackRow | SuspectRow, frames: readonly FrameRow[]) => void;
  readonly painted: string;
  readonly onZoom: () => void;
  readonly onClose: () => void;
}

export function MomentDiff(props: MomentDiffProps): React.JSX.Element {
  const { moments, targets, showIgnored, source, openId, onToggle, onTicket, painted } = props;
  const [asFlame, setAsFlame] = useState(false);
  const key = `${moments.fromMs}-${moments.toMs} ${JSON.stringify(targets)} ${showIgnored}`;
  const baseline = { at: new Date(moments.fromMs).toISOString() };
  const common = { targets, per: [], baseline, showIgnored } as const;
  const diff = useLoaded(key, 'diff', async (signal) => {
    // Both are asked together, so that they have the same samples even if the later moment is now.
    const queries = [
      { ...common, queryType: 'diff', limit: 500 } as const,
      { ...common, queryType: 'flamegraph' } as const,
    ];
    const [changes, flame] = await askQueries(queries, moments, { signal });
    const problem = changes?.problem ?? flame?.problem;
    if (problem) throw new Error(problem.message);
    return { rows: readChanges(changes?.frames[0]), flame: readFlame(flame?.frames[0]) };
  });
  return (
    <section className="compare" aria-label="Comparison">
      <header className="compare-head">
        <h2>
          {formatMoment(moments.fromMs)} <span aria-label="to">→</span> {formatMoment(moments.toMs)}
        </h2>
        <span className="muted">{diff.step === 'there' ? describeSum(diff.value.rows) : ''}</span>
        <span className="spring" />
        <button type="button" className="button" aria-pressed={asFlame} onClick={() => setAsFlame(!asFlame)}>
          Flame graph
        </button>
        <button type="button" className="button" onClick={props.onZoom}>
          Zoom to it
        </button>
        <button type="button" className="button" onClick={props.onClose}>
          Close
        </button>
      </header>
      <Shown loaded={diff}>
        {({ rows, flame }) => (
          <>
            {asFlame ? <FlameGraph rows={flame} painted={painted} search="" compact /> : null}
            {rows.length === 0 ? (
              <p className="muted">Nothing changed between the two.</p>
            ) : (
              <ChangeTable
                rows={rows}
                openId={openId}
                onToggle={onToggle}
                renderDetail={(row) => <Opened row={row} source={source} painted={painted} onTicket={onTicket} />}
              />
            )}
          </>
        )}
      </Shown>
    </section>
  );
}

export function Opened(props: {
  readonly row: ChangeRow;
  readonly source: StackSource;
  readonly painted: string;
  readonly onTicket: MomentDiffProps['onTicket'];
}): React.JSX.Element {
  const { row, source, painted, onTicket } = props;
  const stack = useMemo<StackRow>(
    () => ({
      ...row,
      growthPerMinute: null,
      waitMinutes: null,
      package: '',
      creator: null,
      target: '',
      grade: null,
    }),
    [row],
  );
  return <StackDetail row={stack} suspect={undefined} source={source} painted={painted} onTicket={onTicket} />;
}

export function describeSum(rows: readonly ChangeRow[]): string {
  const change = rows.reduce((sum, row) => sum + row.change, 0);
  return `${formatAmount(rows.length, 'group')} changed, ${formatChange(change)} goroutines`;
}
