// The answer to `suspects`: a table with one row per stack that may leak, the most urgent first.
import type { Range, Suspect } from '../core/analysis/suspects/model.ts';
import { causes } from '../core/causes/list.ts';
import type { DataFrame, Field, FrameMeta } from './model.ts';
import { makeColumns } from './table-columns.ts';
import { minuteMs } from '../core/agreed-times.ts';

export interface SuspectRow {
  readonly suspect: Suspect;
  /** A sentence about what happened when it began. */
  readonly changedThen: string | null;
  readonly rawFunction: string;
  readonly package: string;
  /** Null where the profiles do not have it. */
  readonly creator: string | null;
}

interface SuspectsAnswer {
  readonly rows: readonly SuspectRow[];
  readonly per: readonly string[];
  /** Whether growth was judged. Otherwise its columns are empty rather than 0. */
  readonly isGrowthJudged: boolean;
  /** Configuration of the column `location`, where sources can be opened. */
  readonly locationConfig?: Readonly<Record<string, unknown>>;
  readonly meta: FrameMeta;
}

/** Columns keep their names and order for every query. */
export function frameSuspects(answer: SuspectsAnswer): DataFrame {
  const { rows, isGrowthJudged } = answer;
  const { numbers, texts, times, flags, labels } = makeColumns(rows);
  const minutes = (read: (range: Range) => number) => (row: SuspectRow) => {
    const { timeLeft } = row.suspect;
    return timeLeft === null ? null : read(timeLeft.ms) / minuteMs;
  };
  const columns: readonly Field[] = [
    texts('grade', 'Grade', ({ suspect }) => suspect.grade),
    texts('function', 'Function', ({ suspect }) => suspect.function),
    texts('state', 'State', ({ suspect }) => suspect.state),
    numbers('count', 'Count', ({ suspect }) => suspect.count),
    numbers(
      'growthPerMinute',
      'Growth per minute',
      ({ suspect }) => (isGrowthJudged ? suspect.growthPerMinute : null),
      { decimals: 1 },
    ),
    times('since', 'Since', ({ suspect }) => suspect.sinceMs),
    times('stopped', 'Stopped', ({ suspect }) => suspect.stoppedMs),
    texts('cause', 'Cause', ({ suspect }) => suspect.cause),
    texts('causeName', 'Why it leaks', ({ suspect }) => (suspect.cause === null ? null : causes[suspect.cause].name)),
    texts('fix', 'What to change', ({ suspect }) => suspect.fix),
    texts('evidence', 'Evidence', ({ suspect }) => suspect.evidence.join('\n')),
    texts('also', 'Causes that fit as well', ({ suspect }) => suspect.also.join(', ')),
    texts('changedThen', 'What changed then', (row) => row.changedThen),
    texts('surer', 'How sure', ({ suspect }) => [`${suspect.confidence}.`, ...suspect.surer].join(' ')),
    numbers('probability', 'Probability', ({ suspect }) => suspect.probability, { decimals: 2 }),
    texts('parts', 'Parts of the same leak', ({ suspect }) => suspect.parts.map((part) => part.function).join('\n')),
    numbers('instances', 'Instances that have it', ({ suspect }) => suspect.spread.instances),
    numbers('instancesOf', 'Of instances', ({ suspect }) => suspect.spread.of),
    numbers('memoryMin', 'Memory, at least', ({ suspect }) => suspect.costBytes.low, { unit: 'bytes' }),
    numbers('memoryMax', 'Memory, at most', ({ suspect }) => suspect.costBytes.high, { unit: 'bytes' }),
    numbers(
      'timeLeftMin',
      'Time left, at least',
      minutes(({ low }) => low),
      { unit: 'm' },
    ),
    numbers(
      'timeLeftMax',
      'Time left, at most',
      minutes(({ high }) => high),
      { unit: 'm' },
    ),
    flags('once', 'Once, not growing', ({ suspect }) => suspect.once),
    texts('location', 'Location', ({ suspect }) => suspect.location, answer.locationConfig),
    texts('creator', 'Creator', (row) => row.creator),
    texts('fingerprint', 'Fingerprint', ({ suspect }) => suspect.fingerprint),
    texts('rawFunction', 'Raw function', (row) => row.rawFunction),
    texts('package', 'Package', (row) => row.package),
    numbers('leaked', 'Proven leaked', ({ suspect }) => suspect.proven),
    numbers('targets', 'Targets', ({ suspect }) => suspect.spread.instances),
  ];
  const taken = new Set(columns.map(({ name }) => name));
  return {
    name: 'suspects',
    fields: [...columns, ...labels(answer.per, 'target_', taken, ({ suspect }) => suspect.per)],
    meta: { ...answer.meta, type: 'table', preferredVisualisationType: 'table' },
  };
}
