// Makes the report that `parked report` would make of the dump's file.
import { InterpretationCache } from '../../core/stack/interpretation-cache.ts';
import { interpretProfile } from '../../core/stack/interpret.ts';
import { compileReport } from '../../report/compile.ts';
import { makeGroupCounter, type ReportQuery } from '../../report/group-series.ts';
import { ReportJudge } from '../../report/judge.ts';
import type { Report } from '../../report/model.ts';
import { orderSeries, splitParts, type SeriesReader } from '../../report/series.ts';
import type { ReadDump } from './read-dump.ts';

/** Several profiles in one text are a series, as on the command line. */
export function reportDump(name: string, { profiles }: Pick<ReadDump, 'profiles'>): Report {
  const named = profiles.map((profile) => ({
    source: profile.part === undefined ? name : `${name}: ${profile.part}`,
    profile,
    timeMs: profile.timeMs,
  }));
  const targets = splitParts(named);
  const query: ReportQuery = { groupBy: ['stack'], per: targets.length > 1 ? ['instance'] : [], filter: {} };
  const judge = new ReportJudge(query.per);
  const cache = new InterpretationCache();
  const reader: SeriesReader = {
    interpret: (profile) => interpretProfile(profile, { ownCode: [], labelKeys: [] }, cache),
    count: makeGroupCounter(query),
    judge: (target, interpreted, timeMs, figures) => judge.push(target, interpreted, timeMs, figures),
  };
  const series = targets.flatMap((target) => {
    const instance = target[0]?.source ?? name;
    return orderSeries({ service: instance, instance }, target, reader, undefined) ?? [];
  });
  const report = compileReport(series, query, judge.judge());
  if (!report.ok) throw new Error(report.problem.message);
  return report.value;
}
