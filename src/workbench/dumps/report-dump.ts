// A dump as the report that `parked report` would make of its file.
import { interpretProfile } from '../../core/stack/interpret.ts';
import { compileReport } from '../../report/compile.ts';
import { makeGroupCounter, type ReportQuery } from '../../report/group-series.ts';
import { ReportJudge } from '../../report/judge.ts';
import type { Report } from '../../report/model.ts';
import { orderSeries, type SeriesReader } from '../../report/series.ts';
import type { ReadDump } from './read-dump.ts';

const query: ReportQuery = { groupBy: ['stack'], per: [], filter: {} };

/** Several profiles of one text are a series, as they are on the command line. */
export function reportDump(name: string, { profiles }: Pick<ReadDump, 'profiles'>): Report {
  const judge = new ReportJudge(query.per);
  const reader: SeriesReader = {
    interpret: (profile) => interpretProfile(profile, { ownCode: [], labelKeys: [] }),
    count: makeGroupCounter(query),
    judge: (target, interpreted, timeMs, figures) => judge.push(target, interpreted, timeMs, figures),
  };
  const named = profiles.map((profile) => ({ source: name, profile, timeMs: profile.timeMs }));
  const series = orderSeries({ service: name, instance: name }, named, reader, undefined);
  const report = compileReport(series === undefined ? [] : [series], query, judge.judge());
  if (!report.ok) throw new Error(report.problem.message);
  return report.value;
}
