// Reads whole profiles of a target from a Pyroscope, at a step that keeps reading a day cheap.
import type { Matcher } from '../../../core/labels.ts';
import { succeed } from '../../../core/problem.ts';
import type { UnplacedSample } from '../../../core/sample/model.ts';
import type { PyroscopeApi } from '../pyroscope/api.ts';
import { createSampleReader } from '../pyroscope/read-samples.ts';
import { isOfTarget } from '../pyroscope/target-labels.ts';
import type { SampleRules } from '../sampler/sampler.ts';
import type { PastReader } from './port.ts';
import { downsampledStepMs } from '../../../core/agreed-times.ts';

export function createPyroscopePast(
  api: PyroscopeApi,
  match: readonly Matcher[],
  rules: () => SampleRules,
): PastReader {
  const reader = createSampleReader(api, rules);
  return {
    tells: 'samples',
    host: api.host,
    read: async (target, range, signal) => {
      const samples: UnplacedSample[] = [];
      for (const kind of ['goroutine', 'goroutineleak'] as const) {
        const listed = await api.listSeries(kind, match, range, signal);
        if (!listed.ok) return listed;
        const own = listed.value.filter(({ labels }) => isOfTarget(labels, target));
        for (const series of own) {
          const read = await reader.read({ series, target, kind, range, stepMs: downsampledStepMs }, Infinity, signal);
          if (!read.ok) return read;
          samples.push(...read.value.samples);
        }
      }
      return succeed(samples.sort((a, b) => a.atMs - b.atMs));
    },
  };
}
