// Finds a leak beneath traffic if the load is known: a count that grows at equal traffic.
import { measureAtEqualTraffic } from './equal-traffic.ts';
import { readLoads, sumLoads, type Window } from './load-gauge.ts';
import { describeTrend, type Finding, type Past } from './past.ts';
import { correlateApartFromTime } from './statistics.ts';
import { cutStretch, pickResolution } from './stretch.ts';
import { measureTraffic } from './traffic.ts';
import { hourMs, minuteMs } from '../../agreed-times.ts';

/**
 * `share`: of the level. `strength` and `inProportion`: in standard deviations; a stack is judged some hundred times a
 * day. `correlation`: of the count with the load. A load without it says nothing of the count. `part`: the part of the
 * rise that must also be there in proportion to the load.
 */
const least = { spanMs: 12 * hourMs, rise: 30, share: 0.02, correlation: 0.7, part: 1 / 3 } as const;
/** Other stacks show the load with their own noise, which changes from hour to hour. */
const needed = {
  requests: { strength: 5, inProportion: 5 },
  stacks: { strength: 5.5, inProportion: 7 },
} as const;
/** Each half of the window has at least this part of the whole rise. */
const leastStep = 0.1;
const maxShare = 0.6;
const maxSpanMs = 26 * hourMs;
/** Longer than the lifetime of the goroutines that show the load. */
const partMs = hourMs / 2;
/** The start of a process is left out. */
const warmMs = hourMs / 2;
/** All stacks share one window of the gauge, so windows end together. */
const stepMs = 10 * minuteMs;

/**
 * `likely` if the count of a short-lived stack rises over 12 to 26 hours at equal traffic, in each third. Traffic is
 * the rate of requests, or else the other short-lived stacks. Undefined if neither is known.
 */
export function judgeCovariance(past: Past): Finding | undefined {
  const { track, traffic } = past;
  const toMs = Math.floor(track.lastMs / stepMs) * stepMs;
  const fromMs = Math.max(track.firstMs + warmMs, toMs - maxSpanMs);
  if (toMs - fromMs < least.spanMs) return undefined;
  const window: Window = { fromMs, toMs, parts: Math.floor((toMs - fromMs) / partMs) };
  const requests = readRequests(past, window);
  const others = requests === undefined ? (traffic.gauge?.list(window, track) ?? []) : [];
  if (requests === undefined && others.length === 0) return undefined;
  const counts = readLoads(track, window)?.means;
  if (counts === undefined) return undefined;
  const loads = requests ?? sumLoads(others, counts);
  if (loads === undefined || correlateApartFromTime(counts, loads) < least.correlation) return undefined;
  const known = counts.filter((count) => count >= 0);
  const level = known.reduce((sum, count) => sum + count, 0) / known.length;
  const leastRise = Math.max(least.rise, least.share * level);
  const found = measureAtEqualTraffic(counts, loads, leastRise);
  const series = pickResolution(track, fromMs);
  if (found === undefined || series === undefined) return undefined;
  const bar = requests === undefined ? needed.stacks : needed.requests;
  if (found.strength < bar.strength || found.proportionStrength < bar.inProportion) return undefined;
  if (found.inProportion < found.rise * least.part) return undefined;
  if (found.rise < leastRise) return undefined;
  // A larger rise is not beneath traffic, because its lows rise.
  if (found.rise > maxShare * level) return undefined;
  const [first, second, third] = found.thirds;
  if (Math.min(second - first, third - second) < leastStep * (third - first)) return undefined;
  const to = Math.round(known.at(-1)!);
  const span = { from: Math.max(0, Math.round(to - found.rise)), to };
  const describe = () => {
    const trend = describeTrend(past, 'covariance', series, fromMs, span, [], measureTraffic(traffic, fromMs, toMs));
    const perMinute = (found.rise / (toMs - fromMs)) * minuteMs;
    const error = perMinute / found.strength;
    return { ...trend, perMinute, lowerPerMinute: perMinute - error, upperPerMinute: perMinute + error };
  };
  return { isSure: true, describe };
}

function readRequests({ traffic: { requests } }: Past, { fromMs, toMs, parts }: Window): number[] | undefined {
  const series = requests === undefined || !(requests.high > 0) ? undefined : pickResolution(requests, fromMs);
  const means = series && cutStretch(series, fromMs, toMs, parts).map(({ mean }) => mean);
  return means?.some((mean) => mean >= 0) ? means : undefined;
}
