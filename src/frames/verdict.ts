// The answer to `verdict`: a table with one row per service, the most serious first.
import type { ServiceVerdict } from '../core/analysis/service-model.ts';
import { causes } from '../core/causes/list.ts';
import type { DataFrame, Field, FrameMeta } from './model.ts';
import { makeColumns } from './table-columns.ts';
import { minuteMs } from '../core/agreed-times.ts';

interface VerdictAnswer {
  readonly rows: readonly ServiceVerdict[];
  readonly per: readonly string[];
  readonly meta: FrameMeta;
}

/** Columns keep their names and order for every query. Unknown values are empty cells, never 0. */
export function frameVerdicts({ rows, per, meta }: VerdictAnswer): DataFrame {
  const { numbers, texts, times, labels } = makeColumns(rows);
  const minutes = (ms: number | undefined): number | null => (ms === undefined ? null : ms / minuteMs);
  const columns: readonly Field[] = [
    texts('state', 'State', ({ state }) => state),
    texts('reason', 'Why unknown', ({ reason }) => reason),
    texts('sentence', 'Verdict', ({ sentence }) => sentence),
    numbers('goroutines', 'Goroutines', ({ goroutines }) => goroutines),
    numbers('growthPerMinute', 'Growth per minute', ({ growthPerMinute }) => growthPerMinute, { decimals: 1 }),
    times('since', 'Since', ({ sinceMs }) => sinceMs),
    times('stopped', 'Stopped', ({ stoppedMs }) => stoppedMs),
    numbers('count', 'Count', ({ worst }) => worst?.count ?? null),
    texts('grade', 'Grade', ({ worst }) => worst?.grade ?? null),
    texts('function', 'Function', ({ worst }) => worst?.function ?? null),
    texts('location', 'Location', ({ worst }) => worst?.location ?? null),
    texts('stackState', 'State of the stack', ({ worst }) => worst?.state ?? null),
    texts('cause', 'Cause', ({ worst }) => worst?.cause ?? null),
    texts('causeName', 'Why it leaks', ({ worst }) => (worst?.cause ? causes[worst.cause].name : null)),
    texts('fingerprint', 'Fingerprint', ({ worst }) => worst?.fingerprint ?? null),
    numbers('timeLeftMin', 'Time left, at least', ({ timeLeft }) => minutes(timeLeft?.ms.low), { unit: 'm' }),
    numbers('timeLeftMax', 'Time left, at most', ({ timeLeft }) => minutes(timeLeft?.ms.high), { unit: 'm' }),
    texts('circle', 'Who waits for whom', ({ circle }) => circle.join('\n')),
    times('next', 'Judged next', ({ nextMs }) => nextMs),
    texts('surer', 'What would make it surer', ({ surer }) => surer.join('\n')),
  ];
  const taken = new Set(columns.map(({ name }) => name));
  return {
    name: 'verdict',
    fields: [...columns, ...labels(per, 'target_', taken, (row) => row.per)],
    meta: { ...meta, type: 'table', preferredVisualisationType: 'table' },
  };
}
