// Checks a target: whether it answers, which profiles it serves, and whether its metrics page describes the process.
import { estimatePauseMs, type Capabilities, type OpenTargets } from '../../backend/service.ts';
import { formatDuration } from '../../core/query/duration.ts';
import { formatAmount } from '../../core/format.ts';
import type { ConnectionOptions } from '../options/fetching.ts';
import { rewordForOptions } from '../../report/own-words.ts';
import { openUrl } from '../read-url.ts';
import type { Finding } from './model.ts';

/** Throws a CommandFailure for an invalid URL or option. */
export async function examineUrl(
  targets: OpenTargets,
  source: string,
  options: ConnectionOptions,
): Promise<readonly Finding[]> {
  const url = await openUrl(targets, source, options, []);
  const able = await url.probe();
  const about = url.host;
  if (able.goroutines === null || able.problem !== null) {
    const text = rewordForOptions(able.problem?.message ?? `${about} gave no goroutine profile.`);
    return [{ about, what: 'profile', state: 'broken', text, mend: able.remedy ?? '' }];
  }
  const served = `${formatAmount(able.goroutines, 'goroutine')}, ${able.goVersion ?? 'Go of unknown version'}`;
  return [
    { about, what: 'profile', state: 'fine', text: served, mend: '' },
    describeDump(about, able, able.goroutines),
    describeLeakProfile(about, able),
    await describeMetrics(about, url.readFigures),
  ];
}

function describeDump(about: string, { forms }: Capabilities, goroutines: number): Finding {
  const what = 'dump (debug=2)';
  if (!forms.includes(2)) {
    return {
      about,
      what,
      state: 'missing',
      text: 'it is not served: waits, creators and holders of locks are not known',
      mend: 'Serve /debug/pprof/ with pprof.Index.',
    };
  }
  return {
    about,
    what,
    state: 'fine',
    text: `would stop it for about ${formatDuration(estimatePauseMs(goroutines))}`,
    mend: '',
  };
}

function describeLeakProfile(about: string, { leakProfile, remedy }: Capabilities): Finding {
  const what = 'leak profile';
  switch (leakProfile) {
    case 'served':
      return { about, what, state: 'fine', text: 'it is served: --profile goroutineleak', mend: '' };
    case 'missing':
      return { about, what, state: 'missing', text: 'nothing can be proven by the runtime', mend: remedy ?? '' };
    case 'unknown':
      return { about, what, state: 'missing', text: 'whether it is served is not known', mend: remedy ?? '' };
  }
}

async function describeMetrics(about: string, readFigures: () => Promise<unknown>): Promise<Finding> {
  const what = 'metrics page';
  if ((await readFigures()) !== null)
    return { about, what, state: 'fine', text: 'start, memory and requests are read', mend: '' };
  return {
    about,
    what,
    state: 'missing',
    text: '/metrics has no figures of a Go process: a series is judged without its start, memory and requests',
    mend: 'Serve promhttp.Handler() at /metrics.',
  };
}
